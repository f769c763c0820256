import { isComparison, type Where } from '../../database/condition.js';
import type { Column } from './columns.js';
import type { EntityTable } from './entity-table.js';
import type { SqlValues } from './sql-values.js';

/** Writes the conditions that are not about a column alone: what lies in other tables, and what MikroORM has written. */
export interface ConditionWriter {
  through(column: string, target: { table: string; rows: 'seen' | 'written' }, values: SqlValues): string;
  written(where: object, values: SqlValues, alias: string | undefined): string;
}

const OPERATORS: Record<string, string> = {
  $ne: '<>',
  $gt: '>',
  $gte: '>=',
  $lt: '<',
  $lte: '<=',
  $like: 'like',
  $ilike: 'ilike',
};

/**
 * A condition in MikroORM's words as SQL with bound values.
 *
 * @param alias of the table, where the statement has others
 * @returns the text; `true` if everything fits
 */
export function conditionSql(
  where: Where<object>,
  table: EntityTable,
  values: SqlValues,
  writer: ConditionWriter,
  alias?: string,
): string {
  if (!isOfColumns(where, table)) {
    return writer.written(where, values, alias);
  }
  const parts = Object.entries(where).map(([name, asked]) => {
    if (name === '$and' || name === '$or') {
      const each = (asked as Where<object>[]).map((one) => conditionSql(one, table, values, writer, alias));
      return each.length === 0
        ? String(name === '$and')
        : `(${each.join(name === '$and' ? ' and ' : ' or ')})`;
    }
    return columnSql(table.columns.get(name)!, asked, values, writer, alias);
  });
  return parts.join(' and ') || 'true';
}

/** Whether a condition asks for nothing but columns of this table, in operators that are written here. */
export function isOfColumns(where: Where<object>, { columns }: EntityTable): boolean {
  return (
    Object.getOwnPropertySymbols(where).length === 0 &&
    Object.entries(where).every(([name, asked]) => {
      if (name === '$and' || name === '$or') {
        return Array.isArray(asked);
      }
      const column = columns.get(name);
      return column !== undefined && !column.toDatabase && isWritable(asked);
    })
  );
}

function isWritable(asked: unknown): boolean {
  if (isComparison(asked)) {
    return Object.keys(asked).every(
      (name) => name in OPERATORS || ['$eq', '$in', '$nin', '$through'].includes(name),
    );
  }
  return typeof asked !== 'object' || asked === null || asked instanceof Date || Array.isArray(asked);
}

function columnSql(
  column: Column,
  asked: unknown,
  values: SqlValues,
  writer: ConditionWriter,
  alias: string | undefined,
): string {
  const sql = alias ? `${alias}.${column.sql}` : column.sql;
  if (Array.isArray(asked)) {
    return values.oneOf(sql, asked, column.type);
  }
  if (!isComparison(asked)) {
    return equals(sql, asked, column, values);
  }
  const parts = Object.entries(asked).map(([operator, operand]) => {
    switch (operator) {
      case '$eq':
        return equals(sql, operand, column, values);
      case '$ne':
        return operand === null ? `${sql} is not null` : `${sql} <> ${values.bind(operand, column.type)}`;
      case '$in':
        return values.oneOf(sql, operand as unknown[], column.type);
      case '$nin':
        return `${sql} is not null and not (${values.oneOf(sql, operand as unknown[], column.type)})`;
      case '$through':
        return writer.through(sql, operand as Parameters<ConditionWriter['through']>[1], values);
      default:
        return `${sql} ${OPERATORS[operator]!} ${values.bind(operand, column.type)}`;
    }
  });
  return parts.join(' and ');
}

function equals(sql: string, value: unknown, { type }: Column, values: SqlValues): string {
  return value === null || value === undefined ? `${sql} is null` : `${sql} = ${values.bind(value, type)}`;
}
