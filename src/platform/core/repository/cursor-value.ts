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
  if (kind === 'datetime' && isBeyondDate(String(value))) {
    return true;
  }
  const type = items ? oneOf(items) : TYPES[kind];
  return type?.parse(String(value)) !== undefined;
}
