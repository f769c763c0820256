import type { EntityMetadata, EntityProperty } from '@mikro-orm/core';
import { parseTime } from '../../database/parse-time.js';

/** How a column's values look outside of the database; decides parsing, validation and documentation. */
export type ColumnKind =
  'string' | 'uuid' | 'integer' | 'bigint' | 'decimal' | 'boolean' | 'date' | 'datetime' | 'json' | 'enum';

/** One column of an entity, as repository and filters need it; made once from MikroORM's metadata. */
export interface Column {
  name: string;
  /** The name as it stands in SQL. */
  sql: string;
  /** The SQL type without its length, for casts: `timestamptz`, `varchar`. */
  type: string;
  kind: ColumnKind;
  nullable: boolean;
  /** The values of an enum. */
  items?: readonly string[];
  /** The value at creation, unless one is given. */
  initial?: () => unknown;
  /** The value that every change sets. */
  onUpdate?: () => unknown;
}

const KINDS: Record<string, ColumnKind> = {
  uuid: 'uuid',
  int: 'integer',
  integer: 'integer',
  smallint: 'integer',
  bigint: 'bigint',
  numeric: 'decimal',
  boolean: 'boolean',
  date: 'date',
  timestamptz: 'datetime',
  jsonb: 'json',
};

/** The columns of an entity in the order of its declaration, the base entity's first. */
export function columnsOf(meta: EntityMetadata): Column[] {
  return meta.props.filter((prop) => prop.persist !== false && prop.fieldNames.length === 1).map(columnOf);
}

function columnOf(prop: EntityProperty): Column {
  const type = prop.columnTypes[0]!.replace(/\s*\(.*\)/, '');
  return {
    name: prop.fieldNames[0]!,
    sql: quote(prop.fieldNames[0]!),
    type,
    kind: prop.enum ? 'enum' : (KINDS[type] ?? 'string'),
    nullable: Boolean(prop.nullable),
    items: prop.enum ? (prop.items as string[]) : undefined,
    initial: initialOf(prop),
    onUpdate: prop.version ? undefined : (prop.onUpdate as (() => unknown) | undefined),
  };
}

function initialOf(prop: EntityProperty): (() => unknown) | undefined {
  if (prop.onCreate) {
    return prop.onCreate as () => unknown;
  }
  const value = prop.default;
  return value === undefined || value === null ? undefined : () => value;
}

/** Quotes an identifier for SQL. */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}

/**
 * Turns a row as the driver gives it into one of the entity's shape, in place: times become `Date`, and bigint becomes a
 * string, which the embedded database gives as a number or a BigInt. Everything else already is what it should be.
 */
export function rowReader(columns: Column[]): (raw: Record<string, unknown>) => object {
  const times = columns.filter(({ kind }) => kind === 'datetime').map(({ name }) => name);
  const bigints = columns.filter(({ kind }) => kind === 'bigint').map(({ name }) => name);
  return (raw) => {
    for (const name of times) {
      const value = raw[name];
      if (typeof value === 'string') {
        raw[name] = parseTime(value);
      }
    }
    for (const name of bigints) {
      const value = raw[name] as string | number | bigint | null;
      raw[name] = value === null ? null : value.toString();
    }
    return raw;
  };
}
