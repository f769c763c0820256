/** Collects the values of a statement while its text is written; `bind` gives the placeholder. */
export class SqlValues {
  readonly all: unknown[] = [];

  /** @returns `$1`, `$2`, … with the cast if one is given (`$1::uuid[]`) */
  bind(value: unknown, cast?: string): string {
    this.all.push(value instanceof Date ? value.toISOString() : value);
    return cast ? `$${this.all.length}::${cast}` : `$${this.all.length}`;
  }
}

/** The pattern that finds a text anywhere; its own wildcards are taken literally. */
export function containsPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
