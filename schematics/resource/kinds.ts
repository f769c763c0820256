import { type Options, quoted } from './code.ts';
import type { Field, FieldType } from './field.ts';
import { MAX_SET } from './sets.ts';
import { decimals, floats, smallest, words } from './samples.ts';

/** What the types of fields differ in. */
export interface Kind {
  /** The type of the property; `string` if left out. */
  type?: string;
  /** The decorator that checks and documents it. */
  decorator: string;
  /** The kind of `field` in the filter, and its operators when the field has a value in every row. */
  filter: [string, ...string[]];
  sortable?: true;
  searchable?: true;
  column: (field: Field) => Options;
  /** What the checking decorator takes besides what all take. */
  check?: (field: Field) => Options;
  example: (field: Field) => string;
  /** The value in the `n`-th row of a test; the example if left out. */
  sample?: (field: Field) => string;
  /** Another value, to which a test changes it. */
  changed: (field: Field) => string;
}

const EQUALITY = ['eq', 'neq', 'in', 'not_in'];
const COMPARISON = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in', 'not_in'];
const UUID = "'01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41'";

const textual: Pick<Kind, 'searchable' | 'example' | 'sample' | 'changed'> = {
  searchable: true,
  example: (field) => quoted(words(field, '1').slice(0, field.length)),
  sample: (field) =>
    field.unique ? `\`${words(field, '${n}')}\`` : quoted(words(field, '1').slice(0, field.length)),
  changed: (field) => quoted(words(field, '2').slice(0, field.length)),
};

const textCheck = ({ length, nullable, default: initial }: Field): Options => ({
  min: nullable || initial !== undefined ? undefined : '1',
  max: String(length),
});

export const KINDS: Record<FieldType, Kind> = {
  string: {
    ...textual,
    decorator: 'TextField',
    filter: ['text', ...EQUALITY, 'like', 'ilike'],
    sortable: true,
    column: ({ length }) => ({ type: "'string'", length: String(length) }),
    check: textCheck,
  },
  text: {
    ...textual,
    decorator: 'TextField',
    filter: ['text', 'like', 'ilike'],
    column: () => ({ type: "'text'" }),
    check: textCheck,
  },
  email: {
    decorator: 'EmailField',
    filter: ['email', ...EQUALITY, 'like', 'ilike'],
    sortable: true,
    searchable: true,
    column: () => ({ type: "'string'", length: '254' }),
    example: () => "'ada@example.com'",
    sample: ({ unique }) => (unique ? '`ada${n}@example.com`' : "'ada@example.com'"),
    changed: () => "'grace@example.com'",
  },
  integer: {
    type: 'number',
    decorator: 'IntegerField',
    filter: ['integer', ...COMPARISON],
    sortable: true,
    column: () => ({ type: "'integer'" }),
    check: ({ min, max }) => ({ min, max }),
    example: (field) => String(smallest(field) + 1),
    sample: (field) => (field.unique ? `${smallest(field)} + n` : String(smallest(field))),
    changed: (field) => String(smallest(field) + 1),
  },
  bigint: {
    decorator: 'BigintField',
    filter: ['bigint', ...COMPARISON],
    sortable: true,
    column: () => ({ type: "'bigint'", runtimeType: "'string'" }),
    example: () => "'9007199254740993'",
    sample: ({ unique }) => (unique ? 'String(9007199254740993n + BigInt(n))' : "'9007199254740993'"),
    changed: () => "'-9223372036854775808'",
  },
  decimal: {
    decorator: 'DecimalField',
    filter: ['decimal', ...COMPARISON],
    sortable: true,
    column: ({ precision, scale }) =>
      precision === undefined
        ? { type: "'decimal'", columnType: "'numeric'" }
        : { type: "'decimal'", precision: String(precision), scale: String(scale) },
    check: ({ precision = 80, scale = 40, min, max }) => ({
      precision: String(precision),
      scale: String(scale),
      min: min && quoted(min),
      max: max && quoted(max),
    }),
    example: (field) => (field.precision === undefined ? "'12.50'" : decimals(field)[0]),
    sample: (field) => decimals(field)[0],
    changed: (field) => decimals(field)[1],
  },
  float: {
    type: 'number',
    decorator: 'FloatField',
    filter: ['float', ...COMPARISON],
    sortable: true,
    column: () => ({ type: "'double'" }),
    check: ({ min, max }) => ({ min, max }),
    example: (field) => floats(field)[1],
    sample: (field) => floats(field)[0],
    changed: (field) => floats(field)[1],
  },
  boolean: {
    type: 'boolean',
    decorator: 'BooleanField',
    filter: ['boolean', 'eq'],
    sortable: true,
    column: () => ({ type: "'boolean'" }),
    example: () => 'true',
    sample: () => 'true',
    changed: () => 'false',
  },
  date: {
    decorator: 'DateField',
    filter: ['date', ...COMPARISON],
    sortable: true,
    column: () => ({ type: "'date'" }),
    example: () => "'2025-01-31'",
    sample: ({ unique }) =>
      unique ? 'new Date(Date.UTC(2025, 0, n)).toISOString().slice(0, 10)' : "'2025-01-31'",
    changed: () => "'2024-02-29'",
  },
  datetime: {
    type: 'Date',
    decorator: 'TimeField',
    filter: ['time', 'gt', 'gte', 'lt', 'lte'],
    sortable: true,
    column: () => ({ type: "'datetime'", length: '3' }),
    example: () => "'2025-01-31T12:00:00.000Z'",
    changed: () => "'2024-02-29T23:59:59.999Z'",
  },
  uuid: {
    decorator: 'UuidField',
    filter: ['uuid', ...EQUALITY],
    column: () => ({ type: "'uuid'" }),
    example: () => UUID,
    sample: ({ unique }) => (unique ? 'randomUUID()' : UUID),
    changed: () => "'01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b42'",
  },
  json: {
    type: 'unknown',
    decorator: 'JsonField',
    filter: ['json'],
    column: () => ({ type: "'json'" }),
    example: () => "{ colour: 'red', sizes: [1, 2] }",
    changed: () => "['a list', { of: null }]",
  },
  list: {
    type: 'string[]',
    decorator: 'StringListField',
    filter: [''],
    column: () => ({ type: "'string[]'" }),
    check: () => ({ max: '255', maxItems: '100' }),
    example: () => "['one', 'two']",
    changed: () => "['three', 'with, comma']",
  },
  enum: {
    decorator: 'EnumField',
    filter: ['oneOf', ...EQUALITY],
    sortable: true,
    column: () => ({}),
    example: ({ values }) => quoted(values![0]!),
    changed: ({ values }) => quoted(values!.at(-1)!),
  },
  ref: {
    decorator: 'UuidField',
    filter: ['uuid', 'eq', 'in'],
    column: () => ({}),
    example: () => UUID,
    sample: ({ table }) => `await idOf('${table!}')`,
    changed: ({ table }) => `await idOf('${table!}')`,
  },
  many: {
    type: 'string[]',
    decorator: 'UuidListField',
    filter: [''],
    column: () => ({}),
    check: () => ({ min: '0', max: String(MAX_SET) }),
    example: () => `[${UUID}]`,
    sample: ({ table }) => `[await idOf('${table!}'), await idOf('${table!}')]`,
    changed: ({ table }) => `[await idOf('${table!}')]`,
  },
};
