import type { Filter } from '../list/filter.js';
import type { ListQuery } from '../list/list-query.js';
import { relationsOf } from '../relations/relations.js';
import { SetConditions } from '../relations/set-conditions.js';
import { type Column, quote } from './columns.js';
import type { Columns } from './entity-table.js';
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

/** A row that the rows of a list refer to. */
interface Join {
  alias: string;
  scope: EntityScope;
  /** The column that refers to it. */
  by: string;
}

/** The scopes of one list request: of its own rows, and of those that it is filtered or sorted by. */
export interface ListScopes {
  own: Scope;
  joined: ReadonlyMap<string, Scope>;
}

/**
 * Writes FROM and WHERE of the lists of one entity. Other tables are joined only when a request asks for their columns; a
 * row that is not there, is deleted or is not seen counts as null.
 */
export class ListSources {
  /** All columns that a list can ask for: its own by name, those of other rows as `customer__name`. */
  readonly columns: Columns;
  readonly #joins = new Map<string, Join>();
  readonly #sets: SetConditions;
  readonly #qualified: Columns;
  readonly #list: string;

  constructor(
    private readonly scope: EntityScope,
    private readonly scopes: Scopes,
    private readonly filter: Filter<unknown>,
  ) {
    const { table } = scope;
    const alias = table.sql;
    this.#sets = new SetConditions(scope, scopes);
    const own = [...table.columns.values()].map((column) => qualified(column, alias));
    const joined = this.#joinedColumns();
    this.columns = new Map([...table.columns, ...joined]);
    this.#qualified = new Map([...own.map((column) => [column.name, column] as const), ...joined]);
    this.#list = table.plain
      ? own.map(({ sql, name }) => `${sql} as ${quote(name)}`).join(', ')
      : `${alias}."id" as "id"`;
  }

  /** The conditions that hold now for the rows that a request is about. */
  async scopesFor(query: ListQuery): Promise<ListScopes> {
    const joined = await Promise.all(
      [...this.#joinsOf(query)].map(async ({ alias, scope }) => [alias, await scope.of()] as const),
    );
    return { own: await this.scope.of({ deleted: query.deleted }), joined: new Map(joined) };
  }

  /** The parts of one SELECT of a request. */
  source(query: ListQuery, { own, joined }: ListScopes, values: SqlValues): ListSource {
    const { table } = this.scope;
    if (joined.size === 0) {
      const where = this.#where(query, this.scope.sql(own, values), table.columns, values);
      const lacks = (field: string): string => `${table.columns.get(field)!.sql} is null`;
      return { from: table.sql, list: table.list, columns: table.columns, where, lacks };
    }
    const joins = [...joined].map(([alias, scope]) => {
      const join = this.#joins.get(alias)!;
      const on = `${quote(alias)}."id" = ${table.sql}.${join.by} and ${join.scope.sql(scope, values, quote(alias))}`;
      return ` left join ${join.scope.table.sql} as ${quote(alias)} on ${on}`;
    });
    const sorted = query.order.flatMap(({ field }) =>
      this.#throughOf(field) ? [`${this.columns.get(field)!.sql} as ${quote(field)}`] : [],
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
    const through = this.#throughOf(field);
    const { alias, by, scope } = (through && this.#joins.get(through.relation)) ?? {};
    if (!through || !alias || !by || !scope) {
      return `${this.#qualified.get(field)!.sql} is null`;
    }
    const other = quote(`its_${alias}`);
    const column = qualified(scope.table.columns.get(through.field)!, other);
    return (
      `not exists (select 1 from ${scope.table.sql} as ${other} where ${other}."id" = ${this.scope.table.sql}.${by}` +
      ` and ${column.sql} is not null and ${scope.sql(joined.get(alias)!, values, other)})`
    );
  }

  #where(query: ListQuery, scoped: string, columns: Columns, values: SqlValues): string {
    const ofColumns = query.conditions.filter(({ field }) => !this.filter.fields[field]?.set);
    const ofSets = query.conditions.filter(({ field }) => this.filter.fields[field]?.set);
    const parts = [
      scoped,
      listCondition({ ...query, conditions: ofColumns }, columns, this.filter.search, values),
      ...ofSets.map((condition) => this.#sets.sql(condition, values)),
    ];
    return parts.filter((part) => part !== 'true').join(' and ') || 'true';
  }

  #joinsOf(query: ListQuery): Set<Join> {
    const fields = [...query.conditions, ...query.order].map(({ field }) => this.#throughOf(field)?.relation);
    return new Set(
      fields.flatMap((relation) => (relation === undefined ? [] : [this.#joins.get(relation)!])),
    );
  }

  #throughOf(field: string): { relation: string; field: string } | undefined {
    return this.filter.fields[field]?.through ?? this.#sortedThrough.get(field);
  }

  readonly #sortedThrough = new Map<string, { relation: string; field: string }>();

  #joinedColumns(): [string, Column][] {
    const named = [
      ...Object.entries(this.filter.fields).flatMap(([name, { through }]) =>
        through ? [[name, through] as const] : [],
      ),
      ...this.filter.order_by.flatMap((name) => {
        const [relation, field] = name.split('__');
        return field === undefined ? [] : [[name, { relation: relation!, field }] as const];
      }),
    ];
    return named.map(([name, through]) => {
      this.#sortedThrough.set(name, through);
      const join = this.#joinOf(through.relation);
      const column = join.scope.table.columns.get(through.field);
      if (!column) {
        throw new Error(
          `${this.scope.table.meta.className}: a list asks for ${name}, but there is no such column`,
        );
      }
      return [name, { ...qualified(column, quote(join.alias)), name, nullable: true, joined: true }];
    });
  }

  #joinOf(relation: string): Join {
    let join = this.#joins.get(relation);
    if (!join) {
      const found = relationsOf(this.scope, this.scopes).get(relation);
      if (found?.kind !== 'one') {
        throw new Error(
          `${this.scope.table.meta.className} has no reference ${relation} that its lists could look through`,
        );
      }
      const by = this.scope.table.columns.get(found.column)!.sql;
      join = { alias: relation, scope: this.scopes.ofTable(found.table), by };
      this.#joins.set(relation, join);
    }
    return join;
  }
}

function qualified(column: Column, alias: string): Column {
  return column.sql.startsWith('(') ? column : { ...column, sql: `${alias}.${column.sql}` };
}
