import type { Filter } from '../list/filter.js';
import type { ListQuery } from '../list/list-query.js';
import { SetConditions } from '../relations/set-conditions.js';
import { quote } from './columns.js';
import type { Columns } from './entity-table.js';
import { type Join, ListJoins, qualified } from './list-joins.js';
import { sortedBy } from './keyset-sql.js';
import { listCondition } from './list-sql.js';
import type { EntityScope, Scope, Scopes } from './scope.js';
import type { SqlValues } from './sql-values.js';

/** Where a list's rows come from: the parts of its SELECT. */
export interface ListSource {
  from: string;
  list: string;
  columns: Columns;
  where: string;
  /** The condition that a row has no value of a column, or lacks the row that would have it. */
  lacks: (field: string) => string;
}

/** The scopes of one list request: of its own rows, and of those that it is filtered or sorted by. */
export interface ListScopes {
  own: Scope;
  joined: ReadonlyMap<Join, Scope>;
}

/**
 * Writes FROM and WHERE of the lists of one entity. Other tables are joined only when a request asks for their columns; a
 * row that is not there, is deleted or is not seen counts as null.
 */
export class ListSources {
  /** All columns that a list can ask for: its own by name, those of other rows as `customer__name`. */
  readonly columns: Columns;
  readonly #joins: ListJoins;
  readonly #sets: SetConditions;
  readonly #qualified: Columns;
  readonly #list: string;

  constructor(
    private readonly scope: EntityScope,
    scopes: Scopes,
    private readonly filter: Filter<unknown>,
  ) {
    const { table } = scope;
    const alias = table.sql;
    this.#sets = new SetConditions(scope, scopes);
    const own = [...table.columns.values()].map((column) => qualified(column, scope, alias));
    this.#joins = new ListJoins(scope, scopes, filter);
    const { columns } = this.#joins;
    this.columns = new Map([...table.columns, ...columns]);
    this.#qualified = new Map([...own.map((column) => [column.name, column] as const), ...columns]);
    this.#list = table.plain
      ? own.map(({ sql, name }) => `${sql} as ${quote(name)}`).join(', ')
      : `${alias}."id" as "id"`;
  }

  /** The conditions that hold now for the rows that a request is about. */
  async scopesFor(query: ListQuery): Promise<ListScopes> {
    const joined = await Promise.all(
      [...this.#joins.of(query)].map(async (join) => [join, await join.scope.of()] as const),
    );
    return { own: await this.scope.of({ deleted: query.deleted }), joined: new Map(joined) };
  }

  /** The parts of one SELECT of a request. */
  source(query: ListQuery, { own, joined }: ListScopes, values: SqlValues): ListSource {
    const { table } = this.scope;
    if (joined.size === 0) {
      const where = this.#where(query, this.scope.sql(own, values), table.columns, values);
      const lacks = (field: string): string => `${sortedBy(table.columns.get(field)!)} is null`;
      return { from: table.sql, list: table.list, columns: table.columns, where, lacks };
    }
    const joins = [...joined].map(([join, scope]) => {
      const { alias } = join;
      const on = `${alias}."id" = ${table.sql}.${join.by} and ${join.scope.sql(scope, values, alias)}`;
      return ` left join ${join.scope.table.sql} as ${alias} on ${on}`;
    });
    const sorted = query.order.flatMap(({ field }) =>
      this.#joins.to(field) ? [`${this.columns.get(field)!.sql} as ${quote(field)}`] : [],
    );
    const scoped = this.scope.sql(own, values, table.sql);
    return {
      from: `${table.sql}${joins.join('')}`,
      list: [this.#list, ...sorted].join(', '),
      columns: this.#qualified,
      where: this.#where(query, scoped, this.#qualified, values),
      lacks: (field) => this.#lacks(field, joined, values),
    };
  }

  /**
   * Of a column of another row, the database takes `is null` behind the join for rare, and would read and sort everything
   * where most rows lack it.
   */
  #lacks(field: string, joined: ListScopes['joined'], values: SqlValues): string {
    const to = this.#joins.to(field);
    if (!to) {
      return `${sortedBy(this.#qualified.get(field)!)} is null`;
    }
    const { by, scope } = to.join;
    const other = quote('lacked');
    const column = qualified(scope.table.columns.get(to.field)!, scope, other);
    return (
      `not exists (select 1 from ${scope.table.sql} as ${other} where ${other}."id" = ${this.scope.table.sql}.${by}` +
      ` and ${column.sql} is not null and ${scope.sql(joined.get(to.join)!, values, other)})`
    );
  }

  #where(query: ListQuery, scoped: string, columns: Columns, values: SqlValues): string {
    const ofColumns = query.conditions.filter(({ field }) => !this.filter.fields[field]?.set);
    const ofSets = query.conditions.filter(({ field }) => this.filter.fields[field]?.set);
    const parts = [
      scoped,
      listCondition({ ...query, conditions: ofColumns }, columns, this.filter.search, values),
      ...ofSets.map((condition) => this.#setSql(condition, values)),
    ];
    return parts.filter((part) => part !== 'true').join(' and ') || 'true';
  }

  #setSql({ field, ...condition }: ListQuery['conditions'][number], values: SqlValues): string {
    const to = this.#joins.to(field);
    return to
      ? to.join.sets.sql({ field: to.field, ...condition }, to.join.alias, values)
      : this.#sets.sql({ field, ...condition }, this.scope.table.sql, values);
  }
}
