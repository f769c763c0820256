import type { Operator } from '../list/filter.js';
import { pairsOf, pairsToFind } from '../../database/indexes/letter-pairs.js';
import type { Condition, Deleted, ListQuery } from '../list/list-query.js';
import type { Column } from './columns.js';
import type { Columns } from './entity-table.js';
import { containsPattern, type SqlValues } from './sql-values.js';

/** What the filters and the search of a list ask for, as the text of a WHERE clause. */
export function listCondition(
  query: ListQuery,
  columns: Columns,
  search: readonly string[],
  values: SqlValues,
): string {
  const parts = [
    ...query.conditions.map((condition) =>
      filterSql(condition, columns.get(condition.field)!, query.deleted, values),
    ),
    searchCondition(query, search, columns, values),
  ];
  return parts.filter(Boolean).join(' and ') || 'true';
}

function searchCondition(
  { search: text, deleted }: ListQuery,
  search: readonly string[],
  columns: Columns,
  values: SqlValues,
): string {
  if (text === '' || search.length === 0) {
    return '';
  }
  const searched = search.map((name) => columns.get(name)!);
  const pattern = values.bind(containsPattern(text));
  const found = `(${searched.map(({ sql }) => `${sql} ilike ${pattern}`).join(' or ')})`;
  return [pairsSql(text, searched, deleted, values), found].filter(Boolean).join(' and ');
}

/** Narrows a search that is too short for trigrams down to rows that an index finds; nothing where there is none. */
function pairsSql(text: string, columns: readonly Column[], deleted: Deleted, values: SqlValues): string {
  const pairs = deleted === 'exclude' && columns.every(({ paired }) => paired) ? pairsToFind(text) : [];
  if (pairs.length === 0) {
    return '';
  }
  const asked = pairs.map((pair) => `lower(${values.bind(pair, 'text')})`).join(', ');
  return `(${columns.map(({ sql }) => `${pairsOf(sql)} @> array[${asked}]`).join(' or ')})`;
}

const COMPARISONS: Partial<Record<Operator, string>> = {
  eq: '=',
  neq: '<>',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  not: 'is distinct from',
};

function filterSql(
  { operator, value }: Condition,
  column: Column,
  deleted: Deleted,
  values: SqlValues,
): string {
  const { sql, type } = column;
  switch (operator) {
    case 'in':
      return `${sql} = any(${each(column, values.bind(stored(column, value), `${type}[]`))})`;
    case 'not_in':
      return `${sql} <> all(${each(column, values.bind(stored(column, value), `${type}[]`))})`;
    case 'isnull':
      return `${sql} is ${value ? '' : 'not '}null`;
    case 'like':
    case 'ilike':
      return [
        pairsSql(value as string, [column], deleted, values),
        `${sql} ${operator} ${values.bind(containsPattern(value as string))}`,
      ]
        .filter(Boolean)
        .join(' and ');
    default:
      return `${sql} ${COMPARISONS[operator]} ${one(column, values.bind(stored(column, value), type))}`;
  }
}

/** What stands for a value, in the SQL of a custom type. */
function one({ toDatabaseSql }: Column, placeholder: string): string {
  return toDatabaseSql?.(placeholder) ?? placeholder;
}

/** The same for a list of values. */
function each({ toDatabaseSql }: Column, placeholder: string): string {
  return toDatabaseSql
    ? `select ${toDatabaseSql('"given"')} from unnest(${placeholder}) as "given"`
    : placeholder;
}

/** A value, or each of several, as the database is given it. */
function stored({ toDatabase }: Column, value: unknown): unknown {
  if (!toDatabase) {
    return value;
  }
  return Array.isArray(value) ? value.map(toDatabase) : toDatabase(value);
}
