import { type Column, quote } from './columns.js';
import type { EntityTable, NewRows } from './entity-table.js';
import { encode, type Rows, type Statement, touched } from './statements.js';
import { SqlValues } from './sql-values.js';

/** The fields that each row of a batch came with, by the row's id; all others hold defaults. */
export type Carried = Readonly<Record<string, readonly string[]>>;

/** How rows that exist already are treated by an upsert. */
export interface ConflictRule {
  /** The columns of the unique key. */
  key: readonly string[];
  /** The condition of the unique index. */
  live: Rows;
  /** Which of the stored rows may be updated; the others are left as they are. */
  rows: Rows;
  /** The columns that an existing row takes over; none means that it is left as it is. */
  update: readonly string[];
  /** SQL for the new value of a column instead of the row's own, with `stored` and `excluded` as the two rows. */
  merge?: Readonly<Record<string, string>>;
}

/**
 * Inserts rows in one statement, whatever their number: they travel as one JSON value. Rows that break a unique
 * constraint are left out of the answer instead of failing, so that the caller can tell which ones they are.
 */
export function bulkInsertStatement(table: EntityTable, batch: NewRows): Statement {
  const values = new SqlValues();
  const text = `${insertSelect(table, batch, values)} on conflict do nothing returning ${table.list}`;
  return { text, values: values.all };
}

/**
 * Inserts rows or updates those whose key exists, in one statement. Rows are taken in the order of their keys, so that
 * parallel upserts lock them in the same order. An existing row that would not change does not come back.
 *
 * @param carried left out if every row came with every field that an existing row takes over
 */
export function upsertStatement(
  table: EntityTable,
  batch: NewRows,
  carried: Carried | undefined,
  rule: ConflictRule,
): Statement {
  const values = new SqlValues();
  const insert = insertSelect(table, batch, values, 'stored');
  const target = `(${rule.key.map((name) => table.columns.get(name)!.sql).join(', ')}) where ${rule.live(values)}`;
  const action =
    rule.update.length > 0 ? `do update set ${updateSets(table, carried, rule, values)}` : 'do nothing';
  return { text: `${insert} on conflict ${target} ${action} returning ${table.list}`, values: values.all };
}

function insertSelect(
  table: EntityTable,
  { rows, shared }: NewRows,
  values: SqlValues,
  alias?: string,
): string {
  const own = [...table.columns.values()].filter(({ name }) => rows.some((row) => row[name] !== undefined));
  const common = [...table.columns.values()].filter(({ name }) => shared[name] !== undefined);
  const record = own.map(({ name, type }) => `${quote(name)} ${type}`).join(', ');
  const source = `jsonb_to_recordset(${values.bind(JSON.stringify(rows), 'jsonb')}) as input(${record})`;
  const into = [...own, ...common].map(({ sql }) => sql).join(', ');
  const selected = [
    ...own.map(({ name }) => quote(name)),
    ...common.map((column) => values.bind(encode(column, shared[column.name]), column.type)),
  ].join(', ');
  return `insert into ${table.sql}${alias ? ` as ${alias}` : ''} (${into}) select ${selected} from ${source}`;
}

function updateSets(
  table: EntityTable,
  carried: Carried | undefined,
  rule: ConflictRule,
  values: SqlValues,
): string {
  const updated = rule.update.map((name) => table.columns.get(name)!);
  const presence = carried ? values.bind(JSON.stringify(carried), 'jsonb') : '';
  const next = updated.map((column) => nextValue(column, rule, presence));
  const sets = updated.map(({ sql }, i) => `${sql} = ${next[i]}`);
  const differs = updated.map(({ sql }, i) => `stored.${sql} is distinct from ${next[i]}`);
  return `${[...sets, ...touched(table.columns, values, 'stored.')].join(', ')} where (${differs.join(' or ')}) and ${rule.rows(values)}`;
}

/** The value a stored row gets; a field that the new row does not carry keeps the stored one. */
function nextValue({ name, sql }: Column, { merge }: ConflictRule, presence: string): string {
  const value = merge?.[name] ?? `excluded.${sql}`;
  return presence
    ? `(case when ${presence} -> excluded."id"::text ? '${name}' then ${value} else stored.${sql} end)`
    : value;
}
