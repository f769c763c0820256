import {
  BIGINT,
  BOOLEAN,
  DATE,
  DECIMAL,
  EMAIL,
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
type Membership = 'all';

/** What a filter can ask of a field; `eq` is written `field=`, every other `field__op=`. */
export type Operator = Equality | Comparison | Matching | Membership;

/** A field that can be filtered by, and how. `V` is the type of its values. */
export interface FilterField<V> {
  value: ValueType<V>;
  operators: readonly Operator[];
  /** The relation and the field of the other entity, if the value is that of a row that this one refers to. */
  through?: { relation: string; field: string };
  /** The property with the ids, if the field is a set of other rows. */
  set?: string;
}

type FieldType<V, O extends Operator> = (...operators: O[]) => FilterField<V>;

function fieldType<V>(value: ValueType<V>): FieldType<V, Operator> {
  return (...operators) => ({ value, operators });
}

/** The types of fields, each with the operators that mean something for it. */
export const field = {
  text: fieldType(TEXT) as FieldType<string, Equality | Matching>,
  /** E-mail addresses are kept in one form, so that is how they are looked for. */
  email: fieldType(EMAIL) as FieldType<string, Equality | Matching>,
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

/** The properties of `T` that are lists of ids. */
type SetKey<T> = { [K in keyof T & string]: T[K] extends string[] ? K : never }[keyof T & string];

/** What the list of an entity is declared by. */
export interface FilterDeclaration<T> {
  fields: { readonly [K in keyof T & string]?: FilterField<NonNullable<T[K]>> };
  /** The columns that `search=` looks into. */
  search: readonly TextKey<T>[];
  /** The columns that `order_by=` accepts. */
  order_by: readonly (keyof T & string)[];
  /** The order when none is asked for; `-created_at` if left out. */
  default_order?: string;
  /**
   * The filters of entities that this one refers to, by the name of the relation: `customer: customerFilter` gives
   * `customer__name=`, `order_by=customer__name`. `'self'` for a reference to the same entity.
   */
  through?: Readonly<Record<string, Filter<unknown> | 'self'>>;
  /** The sets of other rows, by the name of the relation: `tags: 'tag_ids'` gives `tags=`, `tags__in=`, `tags__all=`. */
  sets?: Readonly<Record<string, SetKey<T>>>;
  /** What rows belong to: the lists of one such owner have an index for every order, and not for the default one alone. */
  within?: readonly (keyof T & string)[];
  /** The columns without an index of their own, and why: `{ note: 'sorted by once a month' }`. */
  unindexed?: { readonly [K in keyof T & string]?: string };
}

/** What a list of an entity can be filtered, searched and sorted by, its own columns and those of other rows by name. */
export interface Filter<T> {
  /** Ties the declaration to its entity. */
  readonly of?: T;
  fields: Readonly<Record<string, FilterField<unknown>>>;
  search: readonly string[];
  order_by: readonly string[];
  default_order?: string;
  within?: readonly string[];
  unindexed?: Readonly<Record<string, string>>;
}

/** Between the name of a relation and a field of the row that it leads to. */
const THROUGH = '__';

/**
 * Declares a list once: parsing, validation, SQL and the OpenAPI parameters follow from it.
 * A property that the entity does not have, or an operator that its type does not know, does not compile.
 */
export function filterOf<T extends object>(declared: FilterDeclaration<T>): Filter<T> {
  const { through = {}, sets = {}, search, default_order, within, unindexed } = declared;
  const memberships = Object.entries(sets).map(([name, set]) => [name, membershipOf(set as string)] as const);
  const own = { ...ownFields(declared.fields), ...Object.fromEntries(memberships) };
  const others = Object.entries(through).map(([relation, filter]) =>
    filter === 'self' ? { relation, fields: own, order_by: declared.order_by } : { relation, ...filter },
  );
  return {
    fields: {
      ...own,
      ...Object.fromEntries(others.flatMap(({ relation, fields }) => fieldsThrough(relation, fields))),
    },
    search,
    order_by: [
      ...declared.order_by,
      ...others.flatMap(({ relation, order_by }) =>
        order_by.filter(isOwn).map((name) => `${relation}${THROUGH}${name}`),
      ),
    ],
    ...(default_order !== undefined && { default_order }),
    ...(within && { within }),
    ...(unindexed && { unindexed: unindexed as Record<string, string> }),
  };
}

function ownFields(fields: object): Record<string, FilterField<unknown>> {
  const declared = Object.entries(fields as Record<string, FilterField<unknown> | undefined>);
  return Object.fromEntries(declared.flatMap(([name, one]) => (one ? [[name, one] as const] : [])));
}

/** The fields of another entity, but not those that it knows through a third one. */
function fieldsThrough(
  relation: string,
  fields: Filter<unknown>['fields'],
): [string, FilterField<unknown>][] {
  return Object.entries(fields).flatMap(([field, { value, operators, set }]) =>
    isOwn(field)
      ? [[`${relation}${THROUGH}${field}`, { value, operators, set, through: { relation, field } }] as const]
      : [],
  );
}

function membershipOf(set: string): FilterField<unknown> {
  return { value: UUID, operators: ['eq', 'in', 'all'], set };
}

function isOwn(name: string): boolean {
  return !name.includes(THROUGH);
}

/** Splits a query parameter's name: `created_at__gte` is `created_at` and `gte`, `name` is `name` and `eq`. */
export function parameterName(name: string, operator: Operator): string {
  return operator === 'eq' ? name : `${name}__${operator}`;
}
