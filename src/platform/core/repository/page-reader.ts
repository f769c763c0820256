import type { Database } from '../../database/database.js';
import { decodeCursor, encodeCursor, invalidCursor, type Position } from '../list/cursor.js';
import type { ListQuery, Page, SortKey } from '../list/list-query.js';
import type { Column } from './columns.js';
import type { EntityTable } from './entity-table.js';
import { keysetSql, orderSql } from './keyset-sql.js';
import { listCondition } from './list-sql.js';
import { isCursorValue } from './cursor-value.js';
import { SqlValues } from './sql-values.js';

/** Reads the lists of one entity, by page or by cursor. Lists may come from a read replica. */
export class PageReader<T extends object> {
  constructor(
    private readonly table: EntityTable<T>,
    private readonly search: readonly string[],
    private readonly database: Database,
  ) {}

  /** One page in the mode that the query asks for. */
  async read(query: ListQuery): Promise<Page<T>> {
    return this.database.read(() =>
      query.cursor === undefined ? this.#offsetPage(query) : this.#cursorPage(query, query.cursor),
    );
  }

  /** How many rows the query is about, whatever its page. */
  async count(query: ListQuery): Promise<number> {
    const values = new SqlValues();
    const where = listCondition(query, this.table.columns, this.search, values);
    const text = `select count(*)::int as total from ${this.table.sql} where ${where}`;
    const [row] = await this.database.query<{ total: number }>(text, values.all, 'replica');
    return row!.total;
  }

  async #offsetPage(query: ListQuery): Promise<Page<T>> {
    const { page, size } = query;
    const [rows, total] = await Promise.all([
      this.#select(query, undefined, (page - 1) * size),
      query.include_total === false ? null : this.count(query),
    ]);
    const items = rows.slice(0, size);
    return {
      items,
      total,
      page,
      size,
      pages: total === null ? null : Math.ceil(total / size),
      next_cursor: rows.length > size ? this.#cursorAt(items.at(-1), 'next', query) : null,
      previous_cursor: page > 1 ? this.#cursorAt(items[0], 'previous', query) : null,
    };
  }

  async #cursorPage(query: ListQuery, cursor: string): Promise<Page<T>> {
    const position = this.#positionOf(cursor, query);
    const backward = position.direction === 'previous';
    const [rows, total] = await Promise.all([
      this.#select(query, position, 0),
      query.include_total ? this.count(query) : null,
    ]);
    const more = rows.length > query.size;
    const items = rows.slice(0, query.size);
    if (backward) {
      items.reverse();
    }
    return {
      items,
      total,
      page: null,
      size: query.size,
      pages: null,
      next_cursor: backward || more ? this.#cursorAt(items.at(-1), 'next', query) : null,
      previous_cursor: !backward || more ? this.#cursorAt(items[0], 'previous', query) : null,
    };
  }

  /** One row more than the page holds tells whether there is a next one. */
  async #select(query: ListQuery, position: Position | undefined, offset: number): Promise<T[]> {
    const { columns, sql, list, read } = this.table;
    const values = new SqlValues();
    const order = completeOrder(query.order);
    const where = [listCondition(query, columns, this.search, values)];
    if (position) {
      where.push(keysetSql(order, columns, position, values));
    }
    const text =
      `select ${list} from ${sql} where ${where.join(' and ')}` +
      ` order by ${orderSql(order, columns, position?.direction === 'previous')}` +
      ` limit ${values.bind(query.size + 1)}${offset > 0 ? ` offset ${values.bind(offset)}` : ''}`;
    const rows = await this.database.query<Record<string, unknown>>(text, values.all, 'replica');
    return rows.map(read);
  }

  #cursorAt(row: T | undefined, direction: Position['direction'], query: ListQuery): string | null {
    if (!row) {
      return null;
    }
    const keys = completeOrder(query.order).map(({ field }) => (row as Record<string, unknown>)[field]);
    return encodeCursor({ direction, keys: keys as Position['keys'] }, this.table.name, query);
  }

  #positionOf(cursor: string, query: ListQuery): Position {
    const position = decodeCursor(cursor, this.table.name, query);
    const columns = completeOrder(query.order).map(({ field }) => this.table.columns.get(field)) as Column[];
    if (
      position.keys.length !== columns.length ||
      !columns.every((column, i) => isCursorValue(column, position.keys[i]))
    ) {
      throw invalidCursor();
    }
    return position;
  }
}

/** The id decides between rows that are equal otherwise, in the direction of the key before it. */
function completeOrder(order: SortKey[]): SortKey[] {
  return [...order, { field: 'id', descending: order.at(-1)?.descending ?? false }];
}
