import type { EntityMetadata } from '@mikro-orm/core';
import { type Column, columnsOf, quote, rowReader } from './columns.js';
import type { Table } from './statements.js';

/** An entity as its statements see it: the table, its unique keys, and how rows come in and go out. */
export interface EntityTable<T> extends Table {
  name: string;
  /** The properties of each unique constraint, the primary key aside. */
  uniqueKeys: readonly (readonly string[])[];
  /** Makes a row of the entity's shape from what the driver gives. */
  read: (raw: Record<string, unknown>) => T;
  /** Completes new rows with the values that nobody has given: id, times (the same for all), version, defaults. */
  complete(data: readonly object[]): Record<string, unknown>[];
}

/** Made once per entity, from MikroORM's metadata. */
export function entityTable<T>(meta: EntityMetadata): EntityTable<T> {
  const columns = columnsOf(meta);
  return {
    name: meta.tableName,
    sql: quote(meta.tableName),
    columns: new Map(columns.map((column) => [column.name, column])),
    list: columns.map(({ sql }) => sql).join(', '),
    uniqueKeys: meta.uniques.map(({ properties }) => [properties ?? []].flat().map(String)),
    read: rowReader(columns) as EntityTable<T>['read'],
    complete: (data) => {
      const initials = columns.flatMap((column) =>
        column.initial ? [initialValue(column, column.initial)] : [],
      );
      return data.map((one) => {
        const row: Record<string, unknown> = { ...one };
        for (const { name, value } of initials) {
          if (row[name] === undefined) {
            row[name] = value();
          }
        }
        return row;
      });
    },
  };
}

/** A time is asked for, and written as text, once for all rows of a batch. */
function initialValue(
  { name, kind }: Column,
  initial: () => unknown,
): { name: string; value: () => unknown } {
  if (kind !== 'datetime') {
    return { name, value: initial };
  }
  const now = initial();
  const text = now instanceof Date ? now.toISOString() : now;
  return { name, value: () => text };
}
