import {
  type EntityMetadata,
  type EntityProperty,
  isRaw,
  type Platform,
  ReferenceKind,
} from '@mikro-orm/core';
import { type ColumnKind, convertingType, isComparable, isMadeByDatabase, kindOf } from './column-kinds.js';
import { type Read, readerOf } from './conversions.js';
import { isLong } from '../../database/indexes/long-text.js';
import { searchedOf } from '../../database/indexes/search-columns.js';
import { StartError } from '../../errors/start-error.js';

/** One column of an entity, as repository and filters need it; made once from MikroORM's metadata. */
export interface Column {
  /** The property. */
  name: string;
  /** What stands for it in SQL: the column, or the formula in brackets. */
  sql: string;
  /** The SQL type without its length, for casts: `timestamptz`, `varchar`. */
  type: string;
  kind: ColumnKind;
  nullable: boolean;
  /** Whether it holds longer texts than a cursor can carry. */
  long: boolean;
  /** Whether an index of its pairs of letters finds short parts of it, among rows that are not deleted. */
  paired: boolean;
  /** Whether it is of another row, that this one refers to. */
  joined?: boolean;
  /** The values of an enum. */
  items?: readonly string[];
  /** The value at creation, unless one is given. */
  initial?: (row: object) => unknown;
  /** The value that every change sets. */
  onUpdate?: () => unknown;
  read?: Read;
  /** The way of a type that converts values from one to what the database is given. */
  toDatabase?: (value: unknown) => unknown;
  /** Its SQL around a value that the database is given. */
  toDatabaseSql?: (placeholder: string) => string;
  /** Whether a row holds the value only when somebody asks for it. */
  lazy: boolean;
  /** Whether plain SQL gives and takes its values; if not, MikroORM does that for the entity. */
  plain: boolean;
}

/** The columns of an entity in the order of its declaration, the base entity's first; lists of other rows are none. */
export function columnsOf(meta: EntityMetadata, platform: Platform): Column[] {
  return meta.props.filter(isColumn).map((prop) => columnOf(prop, meta, platform));
}

function isColumn(prop: EntityProperty): boolean {
  const isElsewhere = !isOwn(prop);
  const isTogether = prop.kind === ReferenceKind.EMBEDDED && !prop.object;
  const isStored = prop.persist !== false || prop.formula !== undefined;
  return isStored && !isElsewhere && !isTogether && prop.fieldNames.length === 1;
}

/** Whether a property is of the row itself: lists of other rows, and the far side of one to one, are not. */
export function isOwn({ kind, owner }: EntityProperty): boolean {
  switch (kind) {
    case ReferenceKind.ONE_TO_MANY:
    case ReferenceKind.MANY_TO_MANY:
      return false;
    case ReferenceKind.ONE_TO_ONE:
      return owner;
    default:
      return true;
  }
}

/** Whether a property is another row, of which this one holds the id. */
export function isReference({ kind }: EntityProperty): boolean {
  return kind === ReferenceKind.MANY_TO_ONE || kind === ReferenceKind.ONE_TO_ONE;
}

/** The id of another row, of which the id is given or the entity. */
export function idOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? (value as { id: unknown }).id : value;
}

function columnOf(prop: EntityProperty, meta: EntityMetadata, platform: Platform): Column {
  const type = prop.columnTypes[0]!.replace(/\s*\(.*\)/, '');
  const kind = kindOf(prop, type);
  const custom = convertingType(prop);
  return {
    name: prop.name,
    sql: prop.formula ? `(${formulaSql(prop, meta)})` : quote(prop.fieldNames[0]!),
    type,
    kind,
    nullable: Boolean(prop.nullable),
    long: kind === 'string' && isLong(prop.columnTypes[0]!),
    paired: searchedOf(meta.class).includes(prop.name),
    items: kind === 'enum' ? (prop.items as string[]) : undefined,
    initial: initialOf(prop),
    onUpdate: prop.version ? undefined : (prop.onUpdate as (() => unknown) | undefined),
    read: readerOf(prop, kind),
    ...(custom && {
      toDatabase: (value: unknown) => custom.convertToDatabaseValue(value, platform),
      ...(custom.convertToDatabaseValueSQL && {
        toDatabaseSql: (placeholder: string) => custom.convertToDatabaseValueSQL!(placeholder, platform),
      }),
    }),
    lazy: Boolean(prop.lazy),
    plain: !custom && isComparable(prop) && !isMadeByDatabase(prop) && !isPartial(prop),
  };
}

/** Whether a value is no column's, or is not read with the others. */
function isPartial({ formula, lazy, hydrate, embedded, object }: EntityProperty): boolean {
  return Boolean(formula) || Boolean(lazy) || hydrate === false || Boolean(embedded) || Boolean(object);
}

function formulaSql(prop: EntityProperty, meta: EntityMetadata): string {
  const alias = quote(meta.tableName);
  const table = {
    alias,
    name: meta.tableName,
    schema: meta.schema,
    qualifiedName: meta.tableName,
    toString: () => alias,
  };
  const result = prop.formula!(
    meta.createColumnMappingObject(() => alias, alias),
    table,
  );
  if (typeof result !== 'string') {
    throw new StartError(`${meta.className}.${prop.name}: write the formula as text, without bound values`);
  }
  return result;
}

function initialOf(prop: EntityProperty): Column['initial'] {
  if (prop.onCreate) {
    return prop.onCreate as unknown as Column['initial'];
  }
  const value = prop.default;
  return value === undefined || value === null || isRaw(value) ? undefined : () => value;
}

/** Quotes an identifier for SQL. */
export function quote(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
