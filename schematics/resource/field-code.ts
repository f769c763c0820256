import { code, literal, quoted } from './code.ts';
import type { Field } from './field.ts';
import { type Kind, KINDS } from './kinds.ts';
import { enumNames, type Names } from './names.ts';
import { joinOf, setName } from './sets.ts';

/** What one field becomes in each of the generated files, as TypeScript. */
export interface FieldCode extends Pick<Field, 'name' | 'nullable' | 'unique' | 'readonly'> {
  /** New rows may leave it out. */
  optional: boolean;
  isReference: boolean;
  isSet: boolean;
  /** The decorator that makes its column, `Property` for instance, with its arguments. */
  column: Decorator;
  /** The decorator that checks it in the body of a new row, and documents it. */
  check: Decorator;
  /** The decorator that documents it in an answer. */
  answer: Decorator;
  /** The type of the property. */
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

interface Decorator {
  decorator: string;
  args: string;
}

/**
 * Writes the code of one field.
 *
 * @param isKeyed whether it is part of a key of several fields
 */
export function codeOf(field: Field, names: Names, isKeyed = false): FieldCode {
  const { name, type, nullable, unique, readonly, default: initial } = field;
  const kind = KINDS[type];
  const values = enumNames(names, name);
  const plainType = type === 'enum' ? values.type : (kind.type ?? 'string');
  return {
    name,
    nullable,
    unique,
    readonly,
    optional: nullable || initial !== undefined || type === 'many',
    isReference: type === 'ref',
    isSet: type === 'many',
    column: columnOf(field, kind, names),
    check: checkOf(field, values, {
      optional: type === 'many' || (nullable && initial === undefined) ? 'true' : undefined,
      nullable: nullable ? 'true' : undefined,
      default: initial === undefined ? undefined : code(initial),
    }),
    answer: checkOf(field, values, { nullable: nullable ? 'true' : undefined }),
    type: nullable && plainType !== 'unknown' ? `${plainType} | null` : plainType,
    filter: filterOf(field, kind, values.constant),
    sortable: kind.sortable ?? false,
    searchable: kind.searchable ?? false,
    sample: (kind.sample ?? kind.example)({ ...field, unique: field.unique || (isKeyed && 'global') }),
    changed: kind.changed(field),
    ...(type === 'enum' && { enum: { ...values, values: field.values!.map(quoted).join(', ') } }),
  };
}

function checkOf(
  field: Field,
  values: ReturnType<typeof enumNames>,
  common: Record<string, string | undefined>,
): Decorator {
  const kind = KINDS[field.type];
  const isEnum = field.type === 'enum';
  const options = literal({
    name: isEnum ? quoted(values.type) : undefined,
    ...kind.check?.(field),
    ...common,
    example: kind.example(field),
  });
  return { decorator: kind.decorator, args: isEnum ? `${values.constant}, ${options}` : options };
}

function columnOf(field: Field, kind: Kind, names: Names): Decorator {
  const common = {
    nullable: field.nullable ? 'true' : undefined,
    default: field.default === undefined ? undefined : code(field.default),
  };
  switch (field.type) {
    case 'enum':
      return {
        decorator: 'Enum',
        args: literal({ items: `() => ${enumNames(names, field.name).constant}`, ...common }),
      };
    case 'ref': {
      if (field.partAs) {
        return { decorator: 'Parent', args: `${quoted(field.table!)}, { as: ${quoted(field.partAs)} }` };
      }
      const options = literal({ ...common, onDelete: field.onDelete && quoted(field.onDelete) });
      return { decorator: 'Reference', args: [quoted(field.table!), options].filter(Boolean).join(', ') };
    }
    case 'many': {
      const options = literal({ through: quoted(joinOf(names, field).table), as: quoted(setName(field)) });
      return { decorator: 'Many', args: `${quoted(field.table!)}, ${options}` };
    }
    default:
      return { decorator: 'Property', args: literal({ ...kind.column(field), ...common }) };
  }
}

function filterOf({ type, nullable }: Field, kind: Kind, constant: string): string {
  const [name, ...always] = kind.filter;
  const operators = [...always, ...(nullable && name ? nullOperators(type) : [])].map(quoted);
  const args = type === 'enum' ? [constant, ...operators] : operators;
  return operators.length > 0 ? `field.${name}(${args.join(', ')})` : '';
}

/** `not` is of use where the field can be compared with one value. */
function nullOperators(type: Field['type']): string[] {
  return type === 'text' || type === 'json' ? ['isnull'] : ['isnull', 'not'];
}
