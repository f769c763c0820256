import type { Field, FieldType } from './field.ts';
import { enumNames, type Names } from './names.ts';

/** What one field becomes in each of the generated files, as TypeScript. */
export interface FieldCode {
  name: string;
  nullable: boolean;
  /** New rows may leave it out. */
  optional: boolean;
  unique: boolean;
  /** The decorator that makes its column, `Property` for instance, with its arguments. */
  column: { decorator: string; args: string };
  /** The decorator that checks and documents it. */
  check: { decorator: string; args: string };
  /** The type of the property, without null. */
  type: string;
  /** Its line in the filter; empty if nothing can be asked of it. */
  filter: string;
  sortable: boolean;
  searchable: boolean;
  /** Its value in the `n`-th row of a test, and another one that a test changes it to. */
  sample: string;
  changed: string;
  /** The values of an enum, with their names. */
  enum?: { file: string; constant: string; type: string; values: string };
}

/** What the types differ in. */
interface Kind {
  type?: string;
  decorator: string;
  /** The kind of `field` in the filter, and its operators when the field has a value in every row. */
  filter: [string, ...string[]];
  sortable?: true;
  searchable?: true;
  column: (field: Field) => Options;
  /** What the checking decorator takes besides what all take. */
  check?: (field: Field) => Options;
  example: (field: Field) => string;
  sample?: (field: Field) => string;
  changed: (field: Field) => string;
}

/** An object literal: code by key; keys without code are left out. */
type Options = Record<string, string | undefined>;

const EQUALITY = ['eq', 'neq', 'in', 'not_in'];
const COMPARISON = ['eq', 'neq', 'gt', 'gte', 'lt', 'lte', 'in', 'not_in'];
const UUID = "'01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41'";

/** Text that fits, made from the field's name. */
const words = ({ name, length = Infinity }: Field, suffix: string): string => {
  const text = name.replaceAll('_', ' ');
  const sentence = `${text[0]!.toUpperCase()}${text.slice(1)} `;
  return sentence.length + 4 > length ? suffix : `${sentence}${suffix}`;
};

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

const KINDS: Record<FieldType, Kind> = {
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
  integer: {
    type: 'number',
    decorator: 'IntegerField',
    filter: ['integer', ...COMPARISON],
    sortable: true,
    column: () => ({ type: "'integer'" }),
    check: ({ min, max }) => ({ min: min?.toString(), max: max?.toString() }),
    example: (field) => String(smallest(field) + 1),
    sample: (field) => (field.unique ? `${smallest(field)} + n` : String(smallest(field))),
    changed: (field) => String(smallest(field) + 1),
  },
  bigint: {
    decorator: 'BigintField',
    filter: ['bigint', ...COMPARISON],
    sortable: true,
    column: () => ({ type: "'bigint'" }),
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
    check: ({ precision = 80, scale = 40 }) => ({ precision: String(precision), scale: String(scale) }),
    example: (field) => (field.precision === undefined ? "'12.50'" : digits(field, '1')),
    sample: (field) => digits(field, '1'),
    changed: (field) => digits(field, '2'),
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
};

/** Writes the code of one field. */
export function codeOf(field: Field, names: Names): FieldCode {
  const { name, type, nullable, unique, default: initial } = field;
  const kind = KINDS[type];
  const optional = nullable || initial !== undefined;
  const values = enumNames(names, name);
  const check = literal({
    name: type === 'enum' ? quoted(values.type) : undefined,
    ...kind.check?.(field),
    optional: nullable && initial === undefined ? 'true' : undefined,
    nullable: nullable ? 'true' : undefined,
    default: initial === undefined ? undefined : code(initial),
    example: kind.example(field),
  });
  const code_: FieldCode = {
    name,
    nullable,
    optional,
    unique,
    column: columnOf(field, kind, values.constant),
    check: { decorator: kind.decorator, args: type === 'enum' ? `${values.constant}, ${check}` : check },
    type: type === 'enum' ? values.type : (kind.type ?? 'string'),
    filter: filterOf(field, kind, values.constant),
    sortable: kind.sortable ?? false,
    searchable: kind.searchable ?? false,
    sample: (kind.sample ?? kind.example)(field),
    changed: kind.changed(field),
  };
  return type === 'enum'
    ? {
        ...code_,
        enum: { ...values, values: field.values!.map(quoted).join(', ') },
      }
    : code_;
}

function columnOf(field: Field, kind: Kind, constant: string): FieldCode['column'] {
  const common = {
    nullable: field.nullable ? 'true' : undefined,
    default: field.default === undefined ? undefined : code(field.default),
  };
  switch (field.type) {
    case 'enum':
      return { decorator: 'Enum', args: literal({ items: `() => ${constant}`, ...common }) };
    case 'ref': {
      const options = field.nullable ? `, ${literal(common)}` : '';
      return { decorator: 'Reference', args: `${quoted(field.table!)}${options}` };
    }
    default:
      return { decorator: 'Property', args: literal({ ...kind.column(field), ...common }) };
  }
}

function filterOf({ type, nullable }: Field, kind: Kind, constant: string): string {
  const [name, ...always] = kind.filter;
  const operators = [...always, ...(nullable ? nullOperators(type) : [])].map(quoted);
  const args = type === 'enum' ? [constant, ...operators] : operators;
  return operators.length > 0 ? `field.${name}(${args.join(', ')})` : '';
}

/** `not` is of use where the field can be compared with one value. */
function nullOperators(type: FieldType): string[] {
  return type === 'text' || type === 'json' ? ['isnull'] : ['isnull', 'not'];
}

function smallest({ min, max }: Field): number {
  return min ?? Math.min(1, (max ?? Infinity) - 1);
}

function digits({ precision, scale = 0 }: Field, digit: string): string {
  if (precision === undefined) {
    return `'${digit}2345678901234567890.0123456789'`;
  }
  const whole = digit.repeat(Math.min(precision - scale, 3));
  return quoted(scale > 0 ? `${whole}.${'5'.padEnd(scale, '0')}` : whole);
}

function literal(options: Options): string {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return entries.length > 0 ? `{ ${entries.map(([key, value]) => `${key}: ${value!}`).join(', ')} }` : '';
}

function code(value: string | number | boolean): string {
  return typeof value === 'string' ? quoted(value) : String(value);
}

/** A text of one line as a literal. */
export function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
