/** Collects the values of a statement while its text is written; `bind` gives the placeholder. */
export class SqlValues {
  readonly all: unknown[] = [];

  /** @returns `$1`, `$2`, … with the cast if one is given (`$1::uuid[]`) */
  bind(value: unknown, cast?: string): string {
    this.all.push(value instanceof Date ? value.toISOString() : value);
    return cast ? `$${this.all.length}::${cast}` : `$${this.all.length}`;
  }

  /** The condition that something is one of these values. */
  oneOf(sql: string, values: readonly unknown[], type: string): string {
    return `${sql} = any(${this.bind(values, `${type}[]`)})`;
  }
}

/** The same for a fragment of SQL that MikroORM puts into its own statement. */
export class FragmentValues extends SqlValues {
  override bind(value: unknown, cast?: string): string {
    this.all.push(value instanceof Date ? value.toISOString() : value);
    return cast ? `?::${cast}` : '?';
  }

  override oneOf(sql: string, values: readonly unknown[], type: string): string {
    return values.length === 0
      ? 'false'
      : `${sql} in (${values.map((value) => this.bind(value, type)).join(', ')})`;
  }
}

/** The pattern that finds a text anywhere; its own wildcards are taken literally. */
export function containsPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
