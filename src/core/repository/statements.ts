import { LIVE } from '../../database/soft-delete.filter.js';
import type { Column } from './columns.js';
import type { Columns } from './list-sql.js';
import { SqlValues } from './sql-values.js';

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
export function insertStatement({ sql, columns, list }: Table, row: Record<string, unknown>): Statement {
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
export function updateStatement(
  table: Table,
  id: string,
  changes: Record<string, unknown>,
  guard: Guard,
): Statement {
  const values = new SqlValues();
  const changed = [...table.columns.values()].filter(({ name }) => changes[name] !== undefined);
  const bound = changed.map((column) => values.bind(encode(column, changes[column.name]), column.type));
  const sets = changed.map((column, i) => `${column.sql} = ${bound[i]}`);
  const differs = changed.map((column, i) => `${column.sql} is distinct from ${bound[i]}`);
  const text =
    `update ${table.sql} set ${[...sets, ...touched(table.columns, values)].join(', ')}` +
    ` where ${guardSql(id, guard, values)} and (${differs.join(' or ')}) returning ${table.list}`;
  return { text, values: values.all };
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
