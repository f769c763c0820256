import type { Filter } from '../list/filter.js';
import type { ListQuery } from '../list/list-query.js';
import { relationsOf } from '../relations/relations.js';
import { SetConditions } from '../relations/set-conditions.js';
import { type Column, quote } from './columns.js';
import type { EntityScope, Scopes } from './scope.js';

/** A row that the rows of a list refer to. */
export interface Join {
  alias: string;
  scope: EntityScope;
  /** The column that refers to it. */
  by: string;
  sets: SetConditions;
}

/** The relation and the field of the other entity: `customer__name`. */
interface Through {
  relation: string;
  field: string;
}

/** The rows that the rows of a list refer to, as far as its filter asks for them. */
export class ListJoins {
  /** Their columns that a list can ask for, by name: `customer__name`. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly #through: ReadonlyMap<string, Through>;
  readonly #joins: ReadonlyMap<string, Join>;

  constructor(
    private readonly scope: EntityScope,
    private readonly scopes: Scopes,
    filter: Filter<unknown>,
  ) {
    this.#through = new Map([
      ...Object.entries(filter.fields).flatMap(([name, { through }]) =>
        through ? [[name, through] as const] : [],
      ),
      ...filter.order_by.flatMap((name) => {
        const [relation, field] = name.split('__');
        return field === undefined ? [] : [[name, { relation: relation!, field }] as const];
      }),
    ]);
    const relations = new Set([...this.#through.values()].map(({ relation }) => relation));
    this.#joins = new Map([...relations].map((relation) => [relation, this.#join(relation)]));
    this.columns = new Map(
      [...this.#through]
        .filter(([name]) => !filter.fields[name]?.set)
        .map(([name, through]) => [name, this.#column(name, through)]),
    );
  }

  /** Those that a request filters or sorts by. */
  of({ conditions, order }: Pick<ListQuery, 'conditions' | 'order'>): Set<Join> {
    return new Set([...conditions, ...order].flatMap(({ field }) => this.to(field)?.join ?? []));
  }

  /** What a field is asked of; undefined if it is the row's own. */
  to(field: string): { join: Join; field: string } | undefined {
    const through = this.#through.get(field);
    return through && { join: this.#joins.get(through.relation)!, field: through.field };
  }

  #join(relation: string): Join {
    const found = relationsOf(this.scope, this.scopes).get(relation);
    if (found?.kind !== 'one') {
      throw new Error(
        `${this.scope.table.meta.className} has no reference ${relation} that its lists could look through`,
      );
    }
    const other = this.scopes.ofTable(found.table);
    return {
      alias: quote(`its_${relation}`),
      scope: other,
      by: this.scope.table.columns.get(found.column)!.sql,
      sets: new SetConditions(other, this.scopes),
    };
  }

  #column(name: string, { relation, field }: Through): Column {
    const { alias, scope } = this.#joins.get(relation)!;
    const column = scope.table.columns.get(field);
    if (!column) {
      throw new Error(
        `${this.scope.table.meta.className}: a list asks for ${name}, but there is no such column`,
      );
    }
    return { ...qualified(column, scope, alias), name, nullable: true, joined: true };
  }
}

/** A column of one of several tables of a statement; a formula names the table wherever it names a column. */
export function qualified(column: Column, { table }: EntityScope, alias: string): Column {
  const sql = column.sql.startsWith('(')
    ? column.sql.replaceAll(`${quote(table.name)}.`, `${alias}.`)
    : `${alias}.${column.sql}`;
  return { ...column, sql };
}
