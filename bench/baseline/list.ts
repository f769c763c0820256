import { bindingOf, decode, encode, type Position } from './cursor.js';
import type { Query } from './database.js';
import { invalid } from './errors.js';

/** A validated query string; the filters of the list besides. */
export interface ListQuery {
  page?: number;
  size?: number;
  cursor?: string;
  include_total?: boolean;
  order_by?: string;
  search?: string;
  include?: string;
  [filter: string]: unknown;
}

export interface Page<R> {
  items: R[];
  total: number | null;
  page: number | null;
  size: number;
  pages: number | null;
  next_cursor: string | null;
  previous_cursor: string | null;
}

/** The parameter of each filter: the SQL that it stands for, and the schema of its value. */
export type Filters = Record<string, { sql: (placeholder: string) => string; schema: object }>;

/** A column that rows are sorted by; of another table, what joins that, and the column is selected besides. */
interface SortKey {
  sql: string;
  type: string;
  join?: string;
}

/** What the pages of one table are read from. */
export interface List {
  table: string;
  columns: string;
  filters: Filters;
  /** The columns that `search` looks into. */
  search: readonly string[];
  /** By the name that `order_by` has for each, which is that of the row's property too. */
  sortKeys: Record<string, SortKey>;
}

/** One page by number (with the total) or by cursor (without). */
export async function readPage<R extends { id: string }>(
  query: Query,
  list: List,
  asked: ListQuery,
): Promise<Page<R>> {
  const { cursor, page = 1, size = 50, include_total = cursor === undefined } = asked;
  if (cursor !== undefined && asked.page !== undefined) {
    throw invalid(['query', 'page'], 'conflict', 'Use either cursor or page');
  }
  const { table } = list;
  const order = asked.order_by ?? '-created_at';
  const name = order.replace('-', '');
  const key = list.sortKeys[name]!;
  const binding = bindingOf(asked);
  const position = cursor === undefined ? undefined : decode(cursor, binding);
  const forward = position?.forward ?? true;
  const values: unknown[] = [];
  const where = conditions(list, asked, values);
  const counted = include_total
    ? query<{ total: number }>(`select count(*)::int as total from ${table} where ${where}`, [...values])
    : undefined;
  const up = order.startsWith('-') !== forward;
  const beyond = position ? ` and ${beyondSql(table, key, position, up, values)}` : '';
  const direction = up ? 'asc' : 'desc';
  const selected = key.join ? `${list.columns}, ${key.sql} as ${name}` : list.columns;
  values.push(size + 1, position ? 0 : (page - 1) * size);
  const text = `select ${selected} from ${table} ${key.join ?? ''} where ${where}${beyond}
    order by ${key.sql} ${direction}, ${table}.id ${direction} limit $${values.length - 1} offset $${values.length}`;
  const [rows, count] = await Promise.all([query<R>(text, values), counted]);
  const more = rows.length > size;
  const items = more ? rows.slice(0, size) : rows;
  if (!forward) {
    items.reverse();
  }
  const total = count?.[0]?.total ?? null;
  const at = (row: R | undefined, ahead: boolean): string | null =>
    row ? encode(binding, ahead, row[name as keyof R], row.id) : null;
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

/** The rows after a position; where the key is of another table, an index on it has to be entered by itself. */
function beyondSql(
  table: string,
  { sql, type, join }: SortKey,
  { key, id }: Position,
  up: boolean,
  values: unknown[],
): string {
  values.push(key, id);
  const [keyed, identified] = [`$${values.length - 1}::${type}`, `$${values.length}::uuid`];
  const beyond = `(${sql}, ${table}.id) ${up ? '>' : '<'} (${keyed}, ${identified})`;
  return join ? `${sql} ${up ? '>=' : '<='} ${keyed} and ${beyond}` : beyond;
}

function conditions({ table, filters, search }: List, asked: ListQuery, values: unknown[]): string {
  const parts = [`${table}.deleted_at is null`];
  for (const name in filters) {
    const value = asked[name];
    if (value !== undefined) {
      values.push(name.endsWith('ilike') ? contains(value as string) : value);
      parts.push(filters[name]!.sql(`$${values.length}`));
    }
  }
  if (asked.search) {
    values.push(contains(asked.search.trim()));
    parts.push(`(${search.map((column) => `${column} ilike $${values.length}`).join(' or ')})`);
  }
  return parts.join(' and ');
}

function contains(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
