import { DELETED_AT, LIVE } from '../../database/soft-delete.filter.js';
import type { Operator } from '../list/filter.js';
import type { Condition, Deleted, ListQuery } from '../list/list-query.js';
import type { Column } from './columns.js';
import { containsPattern, type SqlValues } from './sql-values.js';

/** The columns of an entity by name. */
export type Columns = ReadonlyMap<string, Column>;

/** The rows that a list is about, as the text of a WHERE clause; deleted rows are left out unless asked for. */
export function listCondition(
  query: ListQuery,
  columns: Columns,
  search: readonly string[],
  values: SqlValues,
): string {
  const parts = [
    deletedCondition(query.deleted, query.trash_of, values),
    ...query.conditions.map((condition) => conditionSql(condition, columns.get(condition.field)!, values)),
    searchCondition(query.search, search, columns, values),
  ];
  return parts.filter(Boolean).join(' and ') || 'true';
}

/** @param owner whose deleted rows are seen; nobody's if null, everybody's if undefined */
function deletedCondition(deleted: Deleted, owner: ListQuery['trash_of'], values: SqlValues): string {
  if (deleted === 'exclude') {
    return LIVE;
  }
  const own = owner === undefined ? '' : `"owner_id" = ${values.bind(owner)}`;
  if (deleted === 'only') {
    return [`"${DELETED_AT}" is not null`, own].filter(Boolean).join(' and ');
  }
  return own && `(${LIVE} or ${own})`;
}

function searchCondition(
  text: string,
  search: readonly string[],
  columns: Columns,
  values: SqlValues,
): string {
  if (text === '' || search.length === 0) {
    return '';
  }
  const pattern = values.bind(containsPattern(text));
  return `(${search.map((name) => `${columns.get(name)!.sql} ilike ${pattern}`).join(' or ')})`;
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

function conditionSql({ operator, value }: Condition, { sql, type }: Column, values: SqlValues): string {
  switch (operator) {
    case 'in':
      return `${sql} = any(${values.bind(value, `${type}[]`)})`;
    case 'not_in':
      return `${sql} <> all(${values.bind(value, `${type}[]`)})`;
    case 'isnull':
      return `${sql} is ${value ? '' : 'not '}null`;
    case 'like':
    case 'ilike':
      return `${sql} ${operator} ${values.bind(containsPattern(value as string))}`;
    default:
      return `${sql} ${COMPARISONS[operator]} ${values.bind(value, type)}`;
  }
}
