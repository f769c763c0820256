import type { EntityMetadata } from '@mikro-orm/core';
import { columnsOf, quote, rowReader } from './columns.js';
import type { Table } from './statements.js';

/** An entity as its statements see it: the table, its unique keys, and how rows come in and go out. */
export interface EntityTable<T> extends Table {
  name: string;
  /** The properties of each unique constraint, the primary key aside. */
  uniqueKeys: readonly (readonly string[])[];
  /** Makes a row of the entity's shape from what the driver gives. */
  read: (raw: Record<string, unknown>) => T;
  /** Completes a new row with the values that nobody has given: id, times, version, defaults. */
  complete(data: object): Record<string, unknown>;
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
      const row: Record<string, unknown> = { ...data };
      for (const { name, initial } of columns) {
        if (row[name] === undefined && initial) {
          row[name] = initial();
        }
      }
      return row;
    },
  };
}
