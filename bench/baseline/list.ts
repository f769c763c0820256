import { createHash } from 'node:crypto';
import type { Query } from './database.js';
import { invalid } from './errors.js';
import { COLUMNS, type Item, type ListedItem } from './item.js';
import { FILTERS } from './schemas.js';

/** A validated query string; the filters of `schemas.ts` besides. */
export interface ListQuery {
  page?: number;
  size?: number;
  cursor?: string;
  include_total?: boolean;
  order_by?: string;
  search?: string;
  include?: 'owner';
  [filter: string]: unknown;
}

export interface Page {
  items: ListedItem[];
  total: number | null;
  page: number | null;
  size: number;
  pages: number | null;
  next_cursor: string | null;
  previous_cursor: string | null;
}

interface Position {
  forward: boolean;
  key: unknown;
  id: string;
}

const CASTS: Record<string, string> = { created_at: 'timestamptz', name: 'varchar', quantity: 'int' };

/** One page by number (with the total) or by cursor (without). */
export async function readPage(query: Query, list: ListQuery): Promise<Page> {
  const { cursor, page = 1, size = 50, include_total = cursor === undefined } = list;
  if (cursor !== undefined && list.page !== undefined) {
    throw invalid(['query', 'page'], 'conflict', 'Use either cursor or page');
  }
  const order = list.order_by ?? '-created_at';
  const column = order.replace('-', '');
  const position = cursor === undefined ? undefined : decode(cursor, bindingOf(list));
  const forward = position?.forward ?? true;
  const values: unknown[] = [];
  const where = conditions(list, values);
  const counted = include_total
    ? query<{ total: number }>(`select count(*)::int as total from items where ${where}`, [...values])
    : undefined;
  let beyond = '';
  const up = order.startsWith('-') !== forward;
  if (position) {
    values.push(position.key, position.id);
    beyond = ` and (${column}, id) ${up ? '>' : '<'} ($${values.length - 1}::${CASTS[column]}, $${values.length}::uuid)`;
  }
  const direction = up ? 'asc' : 'desc';
  values.push(size + 1, position ? 0 : (page - 1) * size);
  const text = `select ${COLUMNS} from items where ${where}${beyond}
    order by ${column} ${direction}, id ${direction} limit $${values.length - 1} offset $${values.length}`;
  const [rows, count] = await Promise.all([query<Item>(text, values), counted]);
  const more = rows.length > size;
  const items: ListedItem[] = more ? rows.slice(0, size) : rows;
  if (!forward) {
    items.reverse();
  }
  if (list.include) {
    await addOwners(query, items);
  }
  const total = count?.[0]?.total ?? null;
  const at = (item: Item | undefined, ahead: boolean): string | null =>
    item ? encode(item, column as keyof Item, ahead, bindingOf(list)) : null;
  return {
    items,
    total,
    page: position ? null : page,
    size,
    pages: total === null || position ? null : Math.ceil(total / size),
    next_cursor: more || !forward ? at(items.at(-1), true) : null,
    previous_cursor: (position ? forward || more : page > 1) ? at(items[0], false) : null,
  };
}

const OWNERS = 'select id, display_name from users where id = any($1::uuid[]) and deleted_at is null';

async function addOwners(query: Query, items: ListedItem[]): Promise<void> {
  const ids = [...new Set(items.map(({ owner_id: id }) => id))];
  const owners = await query<{ id: string; display_name: string }>(OWNERS, [ids]);
  const byId = new Map(owners.map((owner) => [owner.id, owner]));
  for (const item of items) item.owner = byId.get(item.owner_id) ?? null;
}

function conditions(list: ListQuery, values: unknown[]): string {
  const parts = ['deleted_at is null'];
  for (const name in FILTERS) {
    const value = list[name];
    if (value !== undefined) {
      values.push(name.endsWith('ilike') ? contains(value as string) : value);
      parts.push(FILTERS[name]!.sql(`$${values.length}`));
    }
  }
  if (list.search) {
    values.push(contains(list.search.trim()));
    parts.push(`(name ilike $${values.length} or description ilike $${values.length})`);
  }
  return parts.join(' and ');
}

function contains(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}

/** What the cursor is bound to: everything but where the page begins and ends. */
function bindingOf({
  page: _page,
  size: _size,
  cursor: _cursor,
  include_total: _total,
  ...rest
}: ListQuery): string {
  return createHash('sha256').update(JSON.stringify(rest)).digest('base64url').slice(0, 16);
}

function encode(item: Item, column: keyof Item, forward: boolean, binding: string): string {
  return Buffer.from(JSON.stringify([binding, forward, item[column], item.id])).toString('base64url');
}

function decode(cursor: string, binding: string): Position {
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

/** The `Link` header of a page. */
export function linkHeader(url: string, page: Page): string {
  const [path, search] = url.split('?', 2);
  const parameters = new URLSearchParams(search);
  parameters.delete('cursor');
  parameters.delete('page');
  const rest = parameters.toString();
  const link = (rel: string, parameter: string): string => {
    const query = [rest, parameter].filter(Boolean).join('&');
    return `<${path}${query && `?${query}`}>; rel="${rel}"`;
  };
  const { page: number, pages, previous_cursor: previous, next_cursor: next } = page;
  const links = [link('first', number === null ? '' : 'page=1')];
  if (number === null) {
    if (previous) links.push(link('prev', `cursor=${previous}`));
    if (next) links.push(link('next', `cursor=${next}`));
    return links.join(', ');
  }
  if (number > 1) links.push(link('prev', `page=${number - 1}`));
  if (next) links.push(link('next', `page=${number + 1}`));
  if (pages) links.push(link('last', `page=${pages}`));
  return links.join(', ');
}
