import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  INTEGER,
  JSON_VALUE,
  NUMBER,
  oneOf,
  TEXT,
  TIMESTAMP,
  UUID,
  type ValueType,
} from './values.js';

type Equality = 'eq' | 'neq' | 'in' | 'not_in' | 'not' | 'isnull';
type Comparison = 'gt' | 'gte' | 'lt' | 'lte';
type Matching = 'like' | 'ilike';

/** What a filter can ask of a field; `eq` is written `field=`, every other `field__op=`. */
export type Operator = Equality | Comparison | Matching;

/** A field that can be filtered by, and how. `V` is the type of its values. */
export interface FilterField<V> {
  value: ValueType<V>;
  operators: readonly Operator[];
}

type FieldType<V, O extends Operator> = (...operators: O[]) => FilterField<V>;

function fieldType<V>(value: ValueType<V>): FieldType<V, Operator> {
  return (...operators) => ({ value, operators });
}

/** The types of fields, each with the operators that mean something for it. */
export const field = {
  text: fieldType(TEXT) as FieldType<string, Equality | Matching>,
  integer: fieldType(INTEGER) as FieldType<number, Equality | Comparison>,
  bigint: fieldType(BIGINT) as FieldType<string, Equality | Comparison>,
  decimal: fieldType(DECIMAL) as FieldType<string, Equality | Comparison>,
  float: fieldType(NUMBER) as FieldType<number, Equality | Comparison>,
  boolean: fieldType(BOOLEAN) as FieldType<boolean, 'eq' | 'neq' | 'not' | 'isnull'>,
  uuid: fieldType(UUID) as FieldType<string, Equality>,
  date: fieldType(DATE) as FieldType<string, Equality | Comparison>,
  time: fieldType<string | Date>(TIMESTAMP) as FieldType<Date, Equality | Comparison>,
  /** JSON can only be asked for whether it is there. */
  json: fieldType(JSON_VALUE) as FieldType<never, 'isnull'>,
  oneOf: <V extends string>(items: readonly V[], ...operators: Equality[]): FilterField<V> => ({
    value: oneOf(items),
    operators,
  }),
};

/** The properties of `T` that are text, nullable or not. */
type TextKey<T> = { [K in keyof T & string]: NonNullable<T[K]> extends string ? K : never }[keyof T & string];

/** What a list of an entity can be filtered, searched and sorted by. */
export interface Filter<T> {
  fields: { readonly [K in keyof T & string]?: FilterField<NonNullable<T[K]>> };
  /** The columns that `search=` looks into. */
  search: readonly TextKey<T>[];
  /** The columns that `order_by=` accepts. */
  order_by: readonly (keyof T & string)[];
  /** The order when none is asked for; `-created_at` if left out. */
  default_order?: string;
}

/**
 * Declares a list once: parsing, validation, SQL and the OpenAPI parameters follow from it.
 * A property that the entity does not have, or an operator that its type does not know, does not compile.
 */
export function filterOf<T extends object>(filter: Filter<T>): Filter<T> {
  return filter;
}

/** Splits a query parameter's name: `created_at__gte` is `created_at` and `gte`, `name` is `name` and `eq`. */
export function parameterName(name: string, operator: Operator): string {
  return operator === 'eq' ? name : `${name}__${operator}`;
}
