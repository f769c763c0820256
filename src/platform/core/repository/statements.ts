import { LIVE } from '../../database/soft-delete.filter.js';
import type { Column } from './columns.js';
import type { Columns } from './list-sql.js';
import { SqlValues } from './sql-values.js';

type Row = Readonly<Record<string, unknown>>;

/** A statement with its bound values. */
export interface Statement {
  text: string;
  values: unknown[];
}

/** What the statements of one entity are made of. */
export interface Table {
  /** The table's name as it stands in SQL. */
  sql: string;
  columns: Columns;
  /** All columns, separated by commas: the list of every SELECT and RETURNING. */
  list: string;
}

/** Inserts one row; columns that are not given get their defaults. */
export function insertStatement({ sql, columns, list }: Table, row: Row): Statement {
  const values = new SqlValues();
  const given = [...columns.values()].filter(({ name }) => row[name] !== undefined);
  const placeholders = given.map((column) => values.bind(encode(column, row[column.name])));
  const text = `insert into ${sql} (${given.map((column) => column.sql).join(', ')}) values (${placeholders.join(', ')}) returning ${list}`;
  return { text, values: values.all };
}

/** What must hold for a row to be changed. */
export interface Guard {
  /** The versions one of which the row must have; any if left out. */
  versions?: readonly number[];
  /** Finds deleted rows too. */
  withDeleted?: boolean;
}

/**
 * Updates one row and raises its version, unless nothing would change: then no row comes back. The guard is part of
 * the statement, so that no other change can slip in between.
 */
export function updateStatement(table: Table, id: string, changes: Row, guard: Guard): Statement {
  const values = new SqlValues();
  const changed = changedColumns(table, changes, values);
  const differs = changed.map(({ sql, value }) => `${sql} is distinct from ${value}`);
  const text =
    `update ${table.sql} set ${setsOf(changed, table, values)}` +
    ` where ${guardSql(id, guard, values)} and (${differs.join(' or ')}) returning ${table.list}`;
  return { text, values: values.all };
}

/** Updates all live rows that have the given values, and raises their versions. */
export function updateManyStatement(table: Table, where: Row, changes: Row): Statement {
  const values = new SqlValues();
  const sets = setsOf(changedColumns(table, changes, values), table, values);
  const text = `update ${table.sql} set ${sets} where ${whereSql(table, where, values)} returning ${table.list}`;
  return { text, values: values.all };
}

/**
 * Sets or takes the mark of deletion; rows that are in that state already are left alone. The rows are locked in the
 * order of their ids, so that parallel calls do not wait for each other in a circle.
 */
export function markStatement(
  { sql, list, columns }: Table,
  ids: readonly string[],
  deletedAt: Date | null,
  { versions }: Guard,
): Statement {
  const values = new SqlValues();
  const sets = [`"deleted_at" = ${values.bind(deletedAt)}`, ...touched(columns, values)];
  const where = [
    `"id" = any(${values.bind(ids, 'uuid[]')})`,
    deletedAt ? LIVE : `not (${LIVE})`,
    ...(versions ? [`"version" = any(${values.bind(versions, 'int[]')})`] : []),
  ];
  const locked = `select "id" from ${sql} where ${where.join(' and ')} order by "id" for update`;
  const text = `update ${sql} set ${sets.join(', ')} where "id" in (${locked}) returning ${list}`;
  return { text, values: values.all };
}

/** The condition on rows that have the given values; deleted rows fit it only `withDeleted`. */
export function whereSql(table: Table, where: Row, values: SqlValues, withDeleted = false): string {
  const parts = Object.entries(where).map(([name, value]) => {
    const { sql, type } = table.columns.get(name)!;
    return value === null ? `${sql} is null` : `${sql} = ${values.bind(value, type)}`;
  });
  return [...parts, ...(withDeleted ? [] : [LIVE])].join(' and ') || 'true';
}

/** A column and the place of the value that it is to have. */
interface Change {
  sql: string;
  value: string;
}

function changedColumns({ columns }: Table, changes: Row, values: SqlValues): Change[] {
  return [...columns.values()]
    .filter(({ name }) => changes[name] !== undefined)
    .map((column) => ({
      sql: column.sql,
      value: values.bind(encode(column, changes[column.name]), column.type),
    }));
}

function setsOf(changed: readonly Change[], { columns }: Table, values: SqlValues): string {
  return [...changed.map(({ sql, value }) => `${sql} = ${value}`), ...touched(columns, values)].join(', ');
}

/** What every change of a row sets besides: `updated_at` and the version. */
export function touched(columns: Columns, values: SqlValues, row = ''): string[] {
  const automatic = [...columns.values()].filter(({ onUpdate }) => onUpdate);
  const sets = automatic.map((column) => `${column.sql} = ${values.bind(column.onUpdate!())}`);
  return columns.has('version') ? [...sets, `"version" = ${row}"version" + 1`] : sets;
}

/** The condition on one row. */
export function guardSql(id: string, { versions, withDeleted }: Guard, values: SqlValues): string {
  const parts = [`"id" = ${values.bind(id)}`];
  if (!withDeleted) {
    parts.push(LIVE);
  }
  if (versions) {
    parts.push(`"version" = any(${values.bind(versions, 'int[]')})`);
  }
  return parts.join(' and ');
}

/** A value as the driver takes it: JSON is written out, so that an array does not become one of PostgreSQL's. */
export function encode({ kind }: Column, value: unknown): unknown {
  return kind === 'json' && value !== null ? JSON.stringify(value) : value;
}
