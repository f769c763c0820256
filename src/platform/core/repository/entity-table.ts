import type { EntityMetadata, Platform } from '@mikro-orm/core';
import type { ManagedColumn } from '../entity/base.entity.js';
import { uniqueKeysOf } from '../../database/unique-keys.js';
import { type Column, columnsOf, quote } from './columns.js';
import { type GivenData, givenData } from './given-data.js';
import { membersOf } from './row-members.js';
import { isPlain, refuseUnsupported } from './supported-entities.js';

/** The columns of an entity by property. */
export type Columns = ReadonlyMap<string, Column>;

type Row = Record<string, unknown>;

/** An entity as its statements see it: the table, its unique keys, and how rows come in and go out. */
export interface EntityTable<T = unknown> {
  readonly meta: EntityMetadata;
  /** The table's name. */
  readonly name: string;
  /** The table's name as it stands in SQL. */
  readonly sql: string;
  readonly columns: Columns;
  /** Whether plain SQL gives and takes whole rows; if not, statements only find ids, and MikroORM does the rest. */
  readonly plain: boolean;
  /** The properties that a row is written by: those of its columns, and embeddables as a whole. */
  readonly stored: ReadonlySet<string>;
  /** What every SELECT and RETURNING lists: all columns, or the id where MikroORM loads the rows. */
  readonly list: string;
  /** The properties of each unique constraint that holds among all rows, or all live ones; the primary key aside. */
  readonly uniqueKeys: readonly (readonly string[])[];
  /** Makes a row of the entity's shape from what the driver gives. */
  read(raw: Row): T;
  /** What is given of a row, ready to be written. @throws Error with class and member if something cannot be */
  readonly given: GivenData;
  /** Gives a row the methods and getters of its class. */
  shape(row: Row): T;
  /**
   * Completes new rows with the values that nobody has given: id, times, version, defaults.
   *
   * @param given what all rows get besides, whatever they came with
   */
  complete(data: readonly object[], given?: object): NewRows;
}

/** New rows, ready to be written. */
export interface NewRows {
  rows: Row[];
  /** The values that all of them have besides: the times and the version. Writing them once saves a third of a batch. */
  shared: Row;
}

/** Managed columns that are the same for all rows of a batch, unless one of them brings its own. */
const SHARED: ReadonlySet<string> = new Set<ManagedColumn>(['created_at', 'updated_at', 'version']);

/**
 * Made once per entity, from MikroORM's metadata.
 *
 * @throws StartError naming class and member, if the entity has something that no repository can honour
 */
export function entityTable<T>(meta: EntityMetadata, platform: Platform): EntityTable<T> {
  refuseUnsupported(meta);
  const columns = columnsOf(meta, platform);
  const shape = shaper(membersOf(meta));
  const plain = isPlain(meta) && columns.every((column) => column.plain);
  return {
    meta,
    name: meta.tableName,
    sql: meta.schema ? `${quote(meta.schema)}.${quote(meta.tableName)}` : quote(meta.tableName),
    columns: new Map(columns.map((column) => [column.name, column])),
    plain,
    stored: new Set(columns.map(({ name }) => meta.properties[name as never]!.embedded?.[0] ?? name)),
    list: plain ? columns.map(selected).join(', ') : '"id"',
    uniqueKeys: keysOf(meta, platform, columns),
    read: rowReader(columns, shape) as EntityTable<T>['read'],
    given: givenData(meta),
    shape: shape as EntityTable<T>['shape'],
    complete: (data, given) => completed(data, given, columns),
  };
}

/** Only the database knows the others: those of expressions, of parts of an object, and those with other conditions. */
function keysOf(meta: EntityMetadata, platform: Platform, columns: readonly Column[]) {
  const names = new Set(columns.map(({ name }) => name));
  return uniqueKeysOf(meta, platform)
    .filter(
      ({ whole, properties }) =>
        whole && properties.length > 0 && properties.every((name) => names.has(name)),
    )
    .map(({ properties }) => properties);
}

/** A column in the list of a SELECT, by the name of its property. */
function selected({ name, sql }: Column): string {
  return sql === quote(name) ? sql : `${sql} as ${quote(name)}`;
}

/** Turns a row as the driver gives it into one of the entity's shape, in place: most columns are what they should be. */
function rowReader(columns: readonly Column[], shape: (row: Row) => Row): (raw: Row) => Row {
  const converted = columns.flatMap(({ name, read }) => (read ? [{ name, read }] : []));
  return (raw) => {
    for (const { name, read } of converted) {
      const value = raw[name];
      if (value !== null && value !== undefined) {
        raw[name] = read(value);
      }
    }
    return shape(raw);
  };
}

function shaper(members: object | undefined): (row: Row) => Row {
  return members ? (row) => Object.setPrototypeOf(row, members) as Row : (row) => row;
}

function completed(data: readonly object[], given: object | undefined, columns: readonly Column[]): NewRows {
  const missing = columns.filter(({ initial }) => initial);
  const isNowhere = (name: string) => !(given && name in given) && data.every((one) => !(name in one));
  const shared = missing.filter(({ name }) => SHARED.has(name) && isNowhere(name));
  const own = missing.filter((column) => !shared.includes(column)).map(initialValue);
  const rows = data.map((one) => {
    const row: Row = { ...one, ...given };
    for (const { name, value } of own) {
      if (row[name] === undefined) {
        row[name] = value(row);
      }
    }
    return row;
  });
  return { rows, shared: Object.fromEntries(shared.map(({ name, initial }) => [name, initial!({})])) };
}

/** A time is asked for, and written as text, once for all rows of a batch. */
function initialValue({ name, kind, initial }: Column): { name: string; value: (row: Row) => unknown } {
  if (kind !== 'datetime' || initial!.length > 0) {
    return { name, value: initial! };
  }
  const now = initial!({});
  const text = now instanceof Date ? now.toISOString() : now;
  return { name, value: () => text };
}
