import { BY_VALUE } from '../../database/connection/statement-names.js';
import type { Database } from '../../database/database.js';
import { asksForPairs } from '../../database/indexes/letter-pairs.js';
import { SORTED_LENGTH } from '../../database/indexes/long-text.js';
import { decodeCursor, encodeCursor, invalidCursor, type Position } from '../list/cursor.js';
import type { Filter } from '../list/filter.js';
import type { ListQuery, Page, SortKey } from '../list/list-query.js';
import type { IncludeReader } from '../relations/include-reader.js';
import type { Column } from './columns.js';
import { cursorValue, isCursorValue } from './cursor-value.js';
import { listSelect } from './list-select.js';
import { type ListScopes, ListSources } from './list-source.js';
import type { ManagedRows } from './managed-rows.js';
import type { EntityScope, Scopes } from './scope.js';
import { SqlValues } from './sql-values.js';

type Row = Record<string, unknown>;

/** The rows of a page, and the values of other rows that they are sorted by. */
interface Selected<T> {
  rows: T[];
  sortedBy: ReadonlyMap<string, Row>;
}

/** Reads the lists of one entity, by page or by cursor. Lists may come from a read replica. */
export class PageReader<T extends object> {
  readonly #sources: ListSources;

  constructor(
    private readonly scope: EntityScope<T>,
    scopes: Scopes,
    filter: Filter<unknown>,
    private readonly database: Database,
    private readonly managed: ManagedRows<T>,
    private readonly includes: IncludeReader,
  ) {
    this.#sources = new ListSources(scope, scopes, filter);
  }

  /** One page in the mode that the query asks for. */
  async read(query: ListQuery): Promise<Page<T>> {
    return this.database.read(async () => {
      const page =
        query.cursor === undefined
          ? await this.#offsetPage(query)
          : await this.#cursorPage(query, query.cursor);
      await this.includes.embed(page.items, query.include ?? [], this.scope);
      return page;
    });
  }

  async #count(query: ListQuery, scopes: ListScopes): Promise<number> {
    const values = new SqlValues();
    // What rows are sorted by joins no table to the count.
    const { from, where } = this.#sources.source({ ...query, order: [] }, scopes, values);
    const text = `select count(*)::int as total from ${from} where ${where}`;
    const [row] = await this.database.query<{ total: number }>(planned(text), values.all, 'replica');
    return row!.total;
  }

  async #offsetPage(query: ListQuery): Promise<Page<T>> {
    const { page, size } = query;
    const scopes = await this.#sources.scopesFor(query);
    const [selected, total] = await Promise.all([
      this.#select(query, scopes, undefined, (page - 1) * size),
      query.include_total === false ? null : this.#count(query, scopes),
    ]);
    const items = selected.rows.slice(0, size);
    return {
      items,
      total,
      page,
      size,
      pages: total === null ? null : Math.ceil(total / size),
      next_cursor: selected.rows.length > size ? this.#cursorAt(items.at(-1), selected, 'next', query) : null,
      previous_cursor: page > 1 ? this.#cursorAt(items[0], selected, 'previous', query) : null,
    };
  }

  async #cursorPage(query: ListQuery, cursor: string): Promise<Page<T>> {
    const position = this.#positionOf(cursor, query);
    const backward = position.direction === 'previous';
    const scopes = await this.#sources.scopesFor(query);
    const [selected, total] = await Promise.all([
      this.#select(query, scopes, position, 0),
      query.include_total ? this.#count(query, scopes) : null,
    ]);
    const more = selected.rows.length > query.size;
    const items = selected.rows.slice(0, query.size);
    if (backward) {
      items.reverse();
    }
    return {
      items,
      total,
      page: null,
      size: query.size,
      pages: null,
      next_cursor: backward || more ? this.#cursorAt(items.at(-1), selected, 'next', query) : null,
      previous_cursor: !backward || more ? this.#cursorAt(items[0], selected, 'previous', query) : null,
    };
  }

  /** One row more than the page holds tells whether there is a next one. */
  async #select(
    query: ListQuery,
    scopes: ListScopes,
    position: Position | undefined,
    offset: number,
  ): Promise<Selected<T>> {
    const values = new SqlValues();
    const order = completeOrder(query.order);
    const { nullable } = this.#sources.columns.get(order[0]!.field)!;
    const text = listSelect(
      () => this.#sources.source(query, scopes, values),
      { order, nullable, position, limit: query.size + 1, offset },
      values,
    );
    const raw = await this.database.query<Row>(planned(text), values.all, 'replica');
    const sortedBy = this.#takeSortKeys(raw, query.order);
    return { rows: await this.managed.rows(raw), sortedBy };
  }

  /** Takes what the rows are sorted by, and is not their own, out of them. @returns it by their ids */
  #takeSortKeys(raw: Row[], order: SortKey[]): Map<string, Row> {
    const others = order
      .filter(({ field }) => !this.scope.table.columns.has(field))
      .map(({ field }) => field);
    if (others.length === 0) {
      return new Map();
    }
    return new Map(
      raw.map((row) => {
        const keys = Object.fromEntries(others.map((field) => [field, this.#valueOf(field, row[field])]));
        others.forEach((field) => Reflect.deleteProperty(row, field));
        return [row.id as string, keys];
      }),
    );
  }

  #valueOf(field: string, value: unknown): unknown {
    const { read } = this.#sources.columns.get(field)!;
    return value === null || value === undefined ? null : (read?.(value) ?? value);
  }

  #cursorAt(
    row: T | undefined,
    { sortedBy }: Selected<T>,
    direction: Position['direction'],
    query: ListQuery,
  ): string | null {
    if (!row) {
      return null;
    }
    const own = row as Row;
    const others = sortedBy.get(own.id as string);
    const keys = completeOrder(query.order).map(({ field }) => {
      const value = others && field in others ? others[field] : own[field];
      const { toDatabase, long } = this.#sources.columns.get(field)!;
      const key = toDatabase?.(value) ?? value;
      return long && typeof key === 'string'
        ? Array.from(key).slice(0, SORTED_LENGTH).join('')
        : cursorValue(key);
    });
    return encodeCursor({ direction, keys: keys as Position['keys'] }, this.scope.table.name, query);
  }

  #positionOf(cursor: string, query: ListQuery): Position {
    const position = decodeCursor(cursor, this.scope.table.name, query);
    const columns = completeOrder(query.order).map(({ field }) =>
      this.#sources.columns.get(field),
    ) as Column[];
    if (
      position.keys.length !== columns.length ||
      !columns.every((column, i) => isCursorValue(column, position.keys[i]))
    ) {
      throw invalidCursor();
    }
    return position;
  }
}

/** Pairs of letters may be in no row, or in all: what is best for the one would read the whole table for the other. */
function planned(text: string): string {
  return asksForPairs(text) ? text + BY_VALUE : text;
}

/** The id decides between rows that are equal otherwise, in the direction of the key before it. */
export function completeOrder(order: SortKey[]): SortKey[] {
  return [...order, { field: 'id', descending: order.at(-1)?.descending ?? false }];
}
