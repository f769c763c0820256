import type { Field } from './field.ts';
import { ResourceError } from './resource-error.ts';

/** The column that holds the owner of a row. */
export const OWNER = 'owner_id';

/** Columns of which no two live rows have the same values. */
export type Key = readonly string[];

/** PostgreSQL keeps up to 32 columns in an index; a key that people understand has fewer. */
const MAX_KEY = 5;

/**
 * Reads `--unique "order_id,position"`.
 *
 * @throws ResourceError if that cannot be a key of these fields
 */
export function jointKeyOf(
  text: string | undefined,
  fields: readonly Field[],
  owned: boolean,
): Key | undefined {
  if (text === undefined) {
    return undefined;
  }
  const key = text
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const known = [...fields.map(({ name }) => name), ...(owned ? [OWNER] : [])];
  const unknown = key.find((name) => !known.includes(name));
  if (unknown) {
    throw new ResourceError(`--unique ${text}: there is no field ${unknown}. There are ${known.join(', ')}`);
  }
  if (key.length < 2 || key.length > MAX_KEY || new Set(key).size < key.length) {
    throw new ResourceError(
      `--unique ${text}: name two to ${MAX_KEY} different fields, as in "order_id,position"; for one field write :unique behind its type`,
    );
  }
  const wrong = fields.find(
    ({ name, type, length = 0 }) => key.includes(name) && !(isComparable(type) && length <= 255),
  );
  if (wrong) {
    throw new ResourceError(
      `--unique ${text}: ${wrong.name} is ${wrong.length === undefined ? `a ${wrong.type}` : 'too long'}, which cannot be part of a key. Strings of at most 255 characters, numbers, dates, enums, booleans and refs can`,
    );
  }
  const coarse = fields.filter(({ name, type }) => key.includes(name) && ['enum', 'boolean'].includes(type));
  if (coarse.length === key.filter((name) => name !== OWNER).length) {
    throw new ResourceError(
      `--unique ${text}: a key of enums and booleans alone leaves room for a few rows. Add a field that tells more of them apart`,
    );
  }
  return key;
}

function isComparable(type: Field['type']): boolean {
  return !['text', 'json', 'list', 'many', 'datetime', 'float', 'decimal'].includes(type);
}

/** All keys of an entity, the ones of single fields first. */
export function keysOf(fields: readonly Field[], joint: Key | undefined, owned: boolean): Key[] {
  const single = fields
    .filter(({ unique }) => unique)
    .map(({ name, unique }) => (owned && unique === 'per-owner' ? [OWNER, name] : [name]));
  return [...single, ...(joint ? [joint] : [])];
}

/** The key by which rows are upserted: the first whose fields every row has, from its client or as its owner. */
export function upsertKeyOf(keys: readonly Key[], fields: readonly Field[]): Key | undefined {
  const given = (name: string): boolean =>
    name === OWNER ||
    fields.some(
      (field) => field.name === name && !field.nullable && !field.readonly && field.default === undefined,
    );
  const taken = fields.filter(({ readonly }) => !readonly);
  return keys.find((key) => key.every(given) && taken.some(({ name }) => !key.includes(name)));
}
