import type { EntityMetadata } from '@mikro-orm/core';

/**
 * Writes the defaults of text columns as SQL literals; MikroORM would put them between quotes as they are, so that an
 * apostrophe ended the statement. The form is the one in which PostgreSQL tells them back.
 */
export function escapeStringDefaults(meta: EntityMetadata): void {
  for (const property of Object.values(meta.properties)) {
    const { default: value, defaultRaw } = property;
    if (typeof value === 'string' && defaultRaw === undefined && /['\r\n]/.test(value)) {
      property.defaultRaw = literal(value, String(property.type) === 'text' ? 'text' : 'character varying');
    }
  }
}

/**
 * MikroORM takes a type off the end of literals, its own and those that the database tells, but not off those with a
 * line break: with the type from the start, what looks like one in the text is safe, and both sides are the same.
 */
function literal(value: string, type: string): string {
  const quoted = `'${value.replaceAll("'", "''")}'`;
  return /[\r\n]|'::/.test(value) ? `${quoted}::${type}` : quoted;
}
