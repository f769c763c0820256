import type { Column } from './columns.js';
import type { Columns, EntityTable } from './entity-table.js';
import { SqlValues } from './sql-values.js';

type Row = Readonly<Record<string, unknown>>;

/** A statement with its bound values. */
export interface Statement {
  text: string;
  values: unknown[];
}

/** Writes the condition of a statement: which rows it is about. */
export type Rows = (values: SqlValues) => string;

/** Selects whole rows. `tail` is what comes after the condition: the order, a limit, a lock. */
export function selectStatement({ sql, list }: EntityTable, rows: Rows, tail = ''): Statement {
  const values = new SqlValues();
  return { text: `select ${list} from ${sql} where ${rows(values)}${tail}`, values: values.all };
}

/** Inserts one row; columns that are not given get their defaults. */
export function insertStatement({ sql, columns, list }: EntityTable, row: Row): Statement {
  const values = new SqlValues();
  const given = [...columns.values()].filter(({ name }) => row[name] !== undefined);
  const placeholders = given.map((column) => values.bind(encode(column, row[column.name])));
  const text = `insert into ${sql} (${given.map((column) => column.sql).join(', ')}) values (${placeholders.join(', ')}) returning ${list}`;
  return { text, values: values.all };
}

/**
 * Updates the rows and raises their versions, unless nothing would change: then they do not come back. The condition is
 * part of the statement, so that no other change can slip in between.
 */
export function updateStatement(table: EntityTable, changes: Row, rows: Rows): Statement {
  const values = new SqlValues();
  const changed = [...table.columns.values()]
    .filter(({ name }) => changes[name] !== undefined)
    .map((column) => ({
      sql: column.sql,
      value: values.bind(encode(column, changes[column.name]), column.type),
    }));
  const sets = [...changed.map(({ sql, value }) => `${sql} = ${value}`), ...touched(table.columns, values)];
  const differs = changed.map(({ sql, value }) => `${sql} is distinct from ${value}`);
  const text = `update ${table.sql} set ${sets.join(', ')} where ${rows(values)} and (${differs.join(' or ')}) returning ${table.list}`;
  return { text, values: values.all };
}

/**
 * Sets or takes the mark of deletion. The rows are locked in the order of their ids, so that parallel calls do not wait
 * for each other in a circle.
 */
export function markStatement(
  { sql, list, columns }: EntityTable,
  deletedAt: Date | null,
  rows: Rows,
): Statement {
  const values = new SqlValues();
  const sets = [`"deleted_at" = ${values.bind(deletedAt)}`, ...touched(columns, values)];
  const locked = `select "id" from ${sql} where ${rows(values)} order by "id" for update`;
  const text = `update ${sql} set ${sets.join(', ')} where "id" in (${locked}) returning ${list}`;
  return { text, values: values.all };
}

/** What every change of a row sets besides: `updated_at` and the version. */
export function touched(columns: Columns, values: SqlValues, row = ''): string[] {
  const automatic = [...columns.values()].filter(({ onUpdate }) => onUpdate);
  const sets = automatic.map((column) => `${column.sql} = ${values.bind(column.onUpdate!())}`);
  return columns.has('version') ? [...sets, `"version" = ${row}"version" + 1`] : sets;
}

/** A value as the driver takes it: JSON is written out, so that an array does not become one of PostgreSQL's. */
export function encode({ kind, toDatabase }: Column, value: unknown): unknown {
  if (toDatabase) {
    return toDatabase(value);
  }
  return kind === 'json' && value !== null ? JSON.stringify(value) : value;
}

/** Selects whole rows, and besides what `judgement` says of each. */
export function judgedStatement(
  { sql, list }: EntityTable,
  judgement: (values: SqlValues) => string,
  rows: Rows,
  tail: string,
): Statement {
  const values = new SqlValues();
  const text = `select ${list}, ${judgement(values)} from ${sql} where ${rows(values)}${tail}`;
  return { text, values: values.all };
}
