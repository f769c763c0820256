import type { EntityProperty } from '@mikro-orm/core';
import { parseTime } from '../../database/parse-time.js';
import type { ColumnKind } from './column-kinds.js';

/** Makes of a value, as the driver gives it, the one that a row holds; never asked for null. */
export type Read = (value: unknown) => unknown;

/** How the values of a kind are read; undefined if they already are what they should be. */
export function readerOf({ runtimeType, customType }: EntityProperty, kind: ColumnKind): Read | undefined {
  const { mode = runtimeType } = (customType ?? {}) as { mode?: string };
  const isNumber = mode === 'number';
  switch (kind) {
    case 'datetime':
      return (value) => (typeof value === 'string' ? parseTime(value) : value);
    case 'bigint':
      // The embedded database gives a number or a BigInt.
      return (value) => (isNumber ? Number(value) : String(value));
    case 'decimal':
      return isNumber ? Number : undefined;
    default:
      return undefined;
  }
}
