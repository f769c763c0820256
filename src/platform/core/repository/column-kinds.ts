import {
  ArrayType,
  BigIntType,
  BlobType,
  type EntityProperty,
  IntervalType,
  isRaw,
  JsonType,
  type Type,
  types,
  Uint8ArrayType,
} from '@mikro-orm/core';

/** How a column's values look outside of the database; decides parsing, validation and documentation. */
export type ColumnKind =
  | 'string'
  | 'uuid'
  | 'integer'
  | 'bigint'
  | 'decimal'
  | 'float'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'json'
  | 'enum'
  | 'other';

const KINDS: Record<string, ColumnKind> = {
  uuid: 'uuid',
  int: 'integer',
  integer: 'integer',
  smallint: 'integer',
  bigint: 'bigint',
  numeric: 'decimal',
  decimal: 'decimal',
  real: 'float',
  'double precision': 'float',
  boolean: 'boolean',
  date: 'date',
  timestamptz: 'datetime',
  timestamp: 'datetime',
  'timestamp with time zone': 'datetime',
  'timestamp without time zone': 'datetime',
  jsonb: 'json',
  json: 'json',
  text: 'string',
  varchar: 'string',
  'character varying': 'string',
  char: 'string',
  character: 'string',
};

/** @param type of the column, without its length */
export function kindOf(prop: EntityProperty, type: string): ColumnKind {
  const kind = KINDS[type] ?? 'other';
  return prop.enum && kind === 'string' ? 'enum' : kind;
}

const BUILT_IN: ReadonlySet<unknown> = new Set(Object.values(types));

/** Types of MikroORM whose values are others than those of its drivers. */
const CONVERTING = [BlobType, Uint8ArrayType, IntervalType];

/** The type that converts the values of a property, if they are others than those that the driver gives. */
export function convertingType({ customType }: EntityProperty): Type<unknown> | undefined {
  return customType && !isGivenBySql(customType) ? customType : undefined;
}

function isGivenBySql(type: Type<unknown>): boolean {
  if (!BUILT_IN.has(type.constructor) || CONVERTING.some((converting) => type instanceof converting)) {
    return false;
  }
  if (type instanceof BigIntType) {
    return type.mode === 'string' || type.mode === 'number';
  }
  return !(type instanceof ArrayType) || leavesItems(type as unknown as ItemConverter);
}

interface ItemConverter {
  toJsValue(item: unknown): unknown;
  toDbValue(item: unknown): unknown;
}

function leavesItems(type: ItemConverter): boolean {
  const probe = {};
  return type.toJsValue(probe) === probe && type.toDbValue(probe) === probe;
}

/** Whether the database gives the value of a column where none is written. */
export function isMadeByDatabase({ default: initial, defaultRaw, autoincrement, generated }: EntityProperty) {
  const hasRawDefault = isRaw(initial) || (initial === undefined && defaultRaw !== undefined);
  return hasRawDefault || Boolean(autoincrement) || Boolean(generated);
}

/** Whether two values of a column can be compared in SQL: those of `json`, unlike those of `jsonb`, cannot. */
export function isComparable({ customType, columnTypes }: EntityProperty): boolean {
  return !(customType instanceof JsonType && columnTypes[0] === 'json');
}
