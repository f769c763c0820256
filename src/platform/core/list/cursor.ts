import { hash } from 'node:crypto';
import { ValidationError } from '../../errors/errors.js';
import type { ListQuery } from './list-query.js';

/** Part of every digest: raise it when the form of cursors changes, and old ones are refused. */
const VERSION = 1;

/** A place between two rows of a sorted list: the sort keys of the row next to it, the id last. */
export interface Position {
  /** `next`: the rows after it; `previous`: the rows before it. */
  direction: 'next' | 'previous';
  /** The values as JSON has them, nulls included. */
  keys: (string | number | boolean | null)[];
}

/** Writes an opaque cursor, bound to the table and to what the list is sorted and filtered by. */
export function encodeCursor({ direction, keys }: Position, table: string, query: ListQuery): string {
  const content = [direction, ...keys];
  return Buffer.from(JSON.stringify([digest(content, table, query), ...content])).toString('base64url');
}

/**
 * Reads a cursor. Its digest finds accidents, not forgery: the keys of the result still need to be checked.
 *
 * @throws ValidationError if it is malformed, of another version, or made for another sort or other filters
 */
export function decodeCursor(cursor: string, table: string, query: ListQuery): Position {
  const [signature, ...content] = parse(cursor);
  if (signature !== digest(content, table, query)) {
    throw invalidCursor();
  }
  const [direction, ...keys] = content;
  return { direction: direction === 'next' ? 'next' : 'previous', keys: keys as Position['keys'] };
}

/** The 422 for a cursor that cannot be used. */
export function invalidCursor(): ValidationError {
  const msg =
    'This cursor is malformed, or was made for another sort or other filters: repeat those it came with';
  return ValidationError.of(['query', 'cursor'], 'cursor', msg);
}

/** Covers the cursor's content and all that decides which rows a list has and in which order; `size` does not. */
function digest(content: unknown[], table: string, query: ListQuery): string {
  const conditions = query.conditions
    .map(({ field, operator, value }) => JSON.stringify([field, operator, value]))
    .sort();
  const list = [VERSION, table, query.order, conditions, query.search, query.deleted];
  return hash('sha256', JSON.stringify([list, content]), 'base64url').slice(0, 16);
}

/** The content of a cursor; nothing if it is not exactly as `encodeCursor` writes it. */
function parse(cursor: string): unknown[] {
  const bytes = Buffer.from(cursor, 'base64url');
  try {
    const parsed: unknown = bytes.toString('base64url') === cursor ? JSON.parse(bytes.toString()) : undefined;
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
