import { createHash } from 'node:crypto';
import { ValidationError } from '../../errors/errors.js';
import type { ListQuery } from './list-query.js';

const VERSION = 1;

/** A place between two rows of a sorted list: the sort keys of the row next to it, the id last. */
export interface Position {
  /** `next`: the rows after it; `previous`: the rows before it. */
  direction: 'next' | 'previous';
  /** The values as JSON has them, nulls included. */
  keys: (string | number | boolean | null)[];
}

/** Writes an opaque cursor, bound to what the list is sorted and filtered by. */
export function encodeCursor({ direction, keys }: Position, binding: string): string {
  return Buffer.from(JSON.stringify([VERSION, binding, direction === 'next' ? 1 : 0, ...keys])).toString(
    'base64url',
  );
}

/**
 * Reads a cursor.
 *
 * @param binding what the list is sorted and filtered by now, see `cursorBinding`
 * @throws ValidationError if it is malformed, of another version, or made for another sort or other filters
 */
export function decodeCursor(cursor: string, binding: string): Position {
  const [version, boundTo, forward, ...keys] = parse(cursor);
  if (version !== VERSION || keys.some((key) => typeof key === 'object' && key !== null)) {
    throw invalidCursor('This is not a cursor of this API');
  }
  if (boundTo !== binding) {
    throw invalidCursor(
      'The cursor belongs to another sort or other filters; repeat those of the first page',
    );
  }
  return { direction: forward === 1 ? 'next' : 'previous', keys: keys as Position['keys'] };
}

/** The 422 for a cursor that cannot be used. */
export function invalidCursor(msg: string): ValidationError {
  return ValidationError.of(['query', 'cursor'], 'cursor', msg);
}

/** A short digest of all that decides which rows a list has and in which order; `size` does not. */
export function cursorBinding(table: string, query: ListQuery): string {
  const conditions = query.conditions
    .map(({ field, operator, value }) => JSON.stringify([field, operator, value]))
    .sort();
  const content = JSON.stringify([table, query.order, conditions, query.search, query.deleted]);
  return createHash('sha256').update(content).digest('base64url').slice(0, 16);
}

function parse(cursor: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
