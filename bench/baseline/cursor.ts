import { createHash } from 'node:crypto';
import { invalid } from './errors.js';
import type { ListQuery } from './list.js';

/** Where a page begins or ends. */
export interface Position {
  forward: boolean;
  key: unknown;
  id: string;
}

/** What the cursor is bound to: everything but where the page begins and ends. */
export function bindingOf({
  page: _page,
  size: _size,
  cursor: _cursor,
  include_total: _total,
  ...rest
}: ListQuery): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('base64url').slice(0, 16);
}

export function encode(binding: string, forward: boolean, key: unknown, id: string): string {
  return Buffer.from(JSON.stringify([binding, forward, key, id])).toString('base64url');
}

export function decode(cursor: string, binding: string): Position {
  try {
    const [bound, forward, key, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (bound === binding && typeof id === 'string') {
      return { forward: forward === true, key, id };
    }
  } catch {
    // Refused below, as one of another list.
  }
  throw invalid(['query', 'cursor'], 'cursor', 'The cursor belongs to another list');
}
