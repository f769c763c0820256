/** An object literal: code by key; keys without code are left out. */
export type Options = Record<string, string | undefined>;

/** `{ min: 1, max: 40 }`, or nothing for an empty one. */
export function literal(options: Options): string {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return entries.length > 0 ? `{ ${entries.map(([key, value]) => `${key}: ${value!}`).join(', ')} }` : '';
}

/** A value as a literal. */
export function code(value: string | number | boolean): string {
  return typeof value === 'string' ? quoted(value) : String(value);
}

/** A text of one line as a literal. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
