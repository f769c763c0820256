import type { EntityMetadata } from '@mikro-orm/core';
import type { ManagedColumn } from '../entity/base.entity.js';
import { type Column, columnsOf, quote, rowReader } from './columns.js';
import type { Table } from './statements.js';

/** An entity as its statements see it: the table, its unique keys, and how rows come in and go out. */
export interface EntityTable<T> extends Table {
  name: string;
  /** The properties of each unique constraint, the primary key aside. */
  uniqueKeys: readonly (readonly string[])[];
  /** Makes a row of the entity's shape from what the driver gives. */
  read: (raw: Record<string, unknown>) => T;
  /** Completes new rows with the values that nobody has given: id, times, version, defaults. */
  complete(data: readonly object[]): NewRows;
}

/** New rows, ready to be written. */
export interface NewRows {
  rows: Row[];
  /** The values that all of them have besides: the times and the version. Writing them once saves a third of a batch. */
  shared: Row;
}

type Row = Record<string, unknown>;

/** Managed columns that are the same for all rows of a batch, unless one of them brings its own. */
const SHARED: ReadonlySet<string> = new Set<ManagedColumn>(['created_at', 'updated_at', 'version']);

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
    complete: (data) => completed(data, columns),
  };
}

function completed(data: readonly object[], columns: readonly Column[]): NewRows {
  const missing = columns.filter(({ initial }) => initial);
  const shared = missing.filter(({ name }) => SHARED.has(name) && data.every((one) => !(name in one)));
  const own = missing.filter((column) => !shared.includes(column)).map(initialValue);
  const rows = data.map((one) => {
    const row: Row = { ...one };
    for (const { name, value } of own) {
      if (row[name] === undefined) {
        row[name] = value();
      }
    }
    return row;
  });
  return { rows, shared: Object.fromEntries(shared.map(({ name, initial }) => [name, initial!()])) };
}

/** A time is asked for, and written as text, once for all rows of a batch. */
function initialValue({ name, kind, initial }: Column): { name: string; value: () => unknown } {
  if (kind !== 'datetime') {
    return { name, value: initial! };
  }
  const now = initial!();
  const text = now instanceof Date ? now.toISOString() : now;
  return { name, value: () => text };
}
