import type { Database } from '../../database/database.js';
import type { Column } from '../repository/columns.js';
import type { EntityScope, Scopes } from '../repository/scope.js';
import { ManagedRows } from '../repository/managed-rows.js';
import { SqlValues } from '../repository/sql-values.js';
import type { Include, Included } from './include.js';
import { RowSets } from './row-sets.js';
import { type Relation, relationsOf } from './relations.js';

type Row = Record<string, unknown>;

/** One relation to be embedded into some rows. */
interface Task {
  parents: Row[];
  relation: Relation;
  scope: EntityScope<Row>;
  included: Included;
}

interface Found {
  task: number;
  key: string;
  row: Row;
}

/**
 * Embeds what belongs to rows, one statement for each level of nesting, whatever the number of rows and relations. The rows
 * that are embedded obey the filters and the policy of their own entity.
 */
export class IncludeReader {
  constructor(
    private readonly scopes: Scopes,
    private readonly database: Database,
  ) {}

  /** Embeds into these rows, in place. @param of their entity */
  async embed(rows: readonly object[], include: Include, of: EntityScope): Promise<void> {
    let level = this.#tasks(rows as Row[], include, of);
    while (level.length > 0) {
      const found = await this.#read(level);
      const next = level.map((task, i) => {
        const own = found.filter(({ task: number }) => number === i);
        attach(task, own);
        return this.#tasks(
          own.map(({ row }) => row),
          task.included.include,
          task.scope,
        );
      });
      level = next.flat();
    }
  }

  #tasks(parents: Row[], include: Include, of: EntityScope): Task[] {
    if (parents.length === 0 || include.length === 0) {
      return [];
    }
    const relations = relationsOf(of, this.scopes);
    return include.map((included) => {
      const relation = relations.get(included.name);
      if (!relation) {
        throw new Error(`${of.table.meta.className} has no relation ${included.name} that could be embedded`);
      }
      return { parents, relation, included, scope: this.scopes.ofTable(relation.table) as EntityScope<Row> };
    });
  }

  async #read(tasks: Task[]): Promise<Found[]> {
    const values = new SqlValues();
    const parts = await Promise.all(tasks.map(async (task) => ({ task, conditions: await task.scope.of() })));
    const text = parts
      .map(({ task, conditions }, i) => selectOf(task, i, task.scope.sql(conditions, values, 't'), values))
      .join(' union all ');
    const raw = await this.database.query<Found>(text, values.all, 'replica');
    const rows = await Promise.all(
      tasks.map((task, i) =>
        this.#rowsOf(
          task,
          raw.filter((one) => one.task === i),
        ),
      ),
    );
    return rows.flat();
  }

  /** The rows of one relation, as their own repository would read them. */
  async #rowsOf({ scope }: Task, raw: Found[]): Promise<Found[]> {
    const sets = new RowSets(scope, this.scopes, this.database);
    const managed = new ManagedRows(scope.table, this.database, sets.sets.length > 0 ? sets : undefined);
    const rows = await managed.rows(raw.map(({ row }) => row));
    return managed.loads
      ? raw.flatMap((found) => rows.filter(({ id }) => id === found.row.id).map((row) => ({ ...found, row })))
      : raw.map((found, i) => ({ ...found, row: rows[i]! }));
  }
}

/** Selects the rows of a relation as JSON, each with the key of the row that it belongs to. */
function selectOf(
  { parents, relation, scope, included }: Task,
  task: number,
  scoped: string,
  values: SqlValues,
): string {
  const { table } = scope;
  const columns = table.plain
    ? [...table.columns.values()].filter(({ name }) => name === 'id' || included.fields.includes(name))
    : [table.columns.get('id')!];
  const list = columns.map((column) => `${asJson(column)} as "${column.name}"`).join(', ');
  const select = (key: string, join: string, condition: string) =>
    `(select ${task}::int as task, ${key}::text as key, to_json(r) as row from ${table.sql} t ${join}` +
    ` cross join lateral (select ${list}) r where ${condition} and ${scoped} order by t."created_at", t."id")`;
  switch (relation.kind) {
    case 'one': {
      const ids = [...new Set(parents.flatMap((row) => (row[relation.column] as string | null) ?? []))];
      return select('t."id"', '', `t."id" = any(${values.bind(ids, 'uuid[]')})`);
    }
    case 'children': {
      const { sql } = table.columns.get(relation.column)!;
      return select(`t.${sql}`, '', `t.${sql} = any(${values.bind(idsOf(parents), 'uuid[]')})`);
    }
    case 'set':
      return select(
        `j.${relation.own}`,
        `join ${relation.join} j on j.${relation.other} = t."id"`,
        `j.${relation.own} = any(${values.bind(idsOf(parents), 'uuid[]')})`,
      );
  }
}

/** JSON has no number for every bigint and decimal: as text they lose no digit. */
function asJson({ kind, sql }: Column): string {
  return kind === 'bigint' || kind === 'decimal' ? `t.${sql}::text` : `t.${sql}`;
}

function idsOf(rows: readonly Row[]): string[] {
  return rows.map(({ id }) => id as string);
}

function attach({ parents, relation }: Task, found: readonly Found[]): void {
  const byKey = Map.groupBy(found, ({ key }) => key);
  for (const parent of parents) {
    const key = (relation.kind === 'one' ? parent[relation.column] : parent.id) as string;
    const rows = (byKey.get(key) ?? []).map(({ row }) => row);
    parent[relation.name] = relation.kind === 'one' ? (rows[0] ?? null) : rows;
  }
}
