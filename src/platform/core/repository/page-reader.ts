import type { Database } from '../../database/database.js';
import { decodeCursor, encodeCursor, invalidCursor, type Position } from '../list/cursor.js';
import type { ListQuery, Page, SortKey } from '../list/list-query.js';
import type { Column } from './columns.js';
import type { ManagedRows } from './managed-rows.js';
import type { EntityScope, Scope } from './scope.js';
import { keysetSql, orderSql } from './keyset-sql.js';
import { listCondition } from './list-sql.js';
import { isCursorValue } from './cursor-value.js';
import { SqlValues } from './sql-values.js';

/** Reads the lists of one entity, by page or by cursor. Lists may come from a read replica. */
export class PageReader<T extends object> {
  constructor(
    private readonly scope: EntityScope<T>,
    private readonly search: readonly string[],
    private readonly database: Database,
    private readonly managed: ManagedRows<T>,
  ) {}

  /** One page in the mode that the query asks for. */
  async read(query: ListQuery): Promise<Page<T>> {
    return this.database.read(() =>
      query.cursor === undefined ? this.#offsetPage(query) : this.#cursorPage(query, query.cursor),
    );
  }

  /** How many rows the query is about, whatever its page. */
  async count(query: ListQuery): Promise<number> {
    return this.#count(query, await this.scope.of({ deleted: query.deleted }));
  }

  async #count(query: ListQuery, scope: Scope): Promise<number> {
    const values = new SqlValues();
    const text = `select count(*)::int as total from ${this.#table.sql} where ${this.#where(query, scope, values)}`;
    const [row] = await this.database.query<{ total: number }>(text, values.all, 'replica');
    return row!.total;
  }

  async #offsetPage(query: ListQuery): Promise<Page<T>> {
    const { page, size } = query;
    const scope = await this.scope.of({ deleted: query.deleted });
    const [rows, total] = await Promise.all([
      this.#select(query, scope, undefined, (page - 1) * size),
      query.include_total === false ? null : this.#count(query, scope),
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
    const scope = await this.scope.of({ deleted: query.deleted });
    const [rows, total] = await Promise.all([
      this.#select(query, scope, position, 0),
      query.include_total ? this.#count(query, scope) : null,
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
  async #select(
    query: ListQuery,
    scope: Scope,
    position: Position | undefined,
    offset: number,
  ): Promise<T[]> {
    const { columns, sql, list } = this.#table;
    const values = new SqlValues();
    const order = completeOrder(query.order);
    const where = [this.#where(query, scope, values)];
    if (position) {
      where.push(keysetSql(order, columns, position, values));
    }
    const text =
      `select ${list} from ${sql} where ${where.join(' and ')}` +
      ` order by ${orderSql(order, columns, position?.direction === 'previous')}` +
      ` limit ${values.bind(query.size + 1)}${offset > 0 ? ` offset ${values.bind(offset)}` : ''}`;
    return this.managed.rows(await this.database.query(text, values.all, 'replica'));
  }

  #where(query: ListQuery, scope: Scope, values: SqlValues): string {
    const parts = [
      this.scope.sql(scope, values),
      listCondition(query, this.#table.columns, this.search, values),
    ];
    return parts.filter((part) => part !== 'true').join(' and ') || 'true';
  }

  get #table() {
    return this.scope.table;
  }

  #cursorAt(row: T | undefined, direction: Position['direction'], query: ListQuery): string | null {
    if (!row) {
      return null;
    }
    const keys = completeOrder(query.order).map(({ field }) => {
      const value = (row as Record<string, unknown>)[field];
      return this.#table.columns.get(field)!.toDatabase?.(value) ?? value;
    });
    return encodeCursor({ direction, keys: keys as Position['keys'] }, this.#table.name, query);
  }

  #positionOf(cursor: string, query: ListQuery): Position {
    const position = decodeCursor(cursor, this.#table.name, query);
    const columns = completeOrder(query.order).map(({ field }) => this.#table.columns.get(field)) as Column[];
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
export function completeOrder(order: SortKey[]): SortKey[] {
  return [...order, { field: 'id', descending: order.at(-1)?.descending ?? false }];
}
