import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  INTEGER,
  isStorable,
  NUMBER,
  oneOf,
  TIMESTAMP,
  UUID,
  type ValueType,
} from '../list/values.js';
import { isBeyondDate } from '../../database/parse-time.js';
import type { Position } from '../list/cursor.js';
import type { ColumnKind } from './column-kinds.js';
import type { Column } from './columns.js';

const TYPES: Partial<Record<ColumnKind, ValueType<unknown>>> = {
  uuid: UUID,
  integer: INTEGER,
  bigint: BIGINT,
  decimal: DECIMAL,
  float: NUMBER,
  boolean: BOOLEAN,
  date: DATE,
  datetime: TIMESTAMP,
};

/** Numbers that only SQL puts into a table, as PostgreSQL and JavaScript write them; JSON has none of them. */
const BEYOND_JSON = /^(?:NaN|-?Infinity)$/;

/** Dates that only SQL puts into a table, as PostgreSQL writes them. */
const BEYOND_YEARS = /^(?:-?infinity|\d{4,7}-\d\d-\d\d(?: BC)?)$/;

/** A sort key as a cursor holds it. */
export function cursorValue(key: unknown): unknown {
  return typeof key === 'number' && !Number.isFinite(key) ? String(key) : key;
}

/** Whether a value from a cursor can be compared with a column: cursors come from outside and may be forged. */
export function isCursorValue(
  { kind, nullable, items }: Column,
  value: Position['keys'][number] | undefined,
): boolean {
  if (value === null || value === undefined) {
    return value === null && nullable;
  }
  if (kind === 'string') {
    return typeof value === 'string' && isStorable(value);
  }
  const type = items ? oneOf(items) : TYPES[kind];
  return type?.parse(String(value)) !== undefined || isOdd(kind, String(value));
}

/** Whether a value is one that the API does not take, and a table may hold nevertheless. */
function isOdd(kind: ColumnKind, text: string): boolean {
  switch (kind) {
    case 'datetime':
      return isBeyondDate(text);
    case 'date':
      return BEYOND_YEARS.test(text);
    case 'float':
    case 'decimal':
      return BEYOND_JSON.test(text);
    default:
      return false;
  }
}
