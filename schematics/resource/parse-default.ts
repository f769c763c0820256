import type { Field } from './field.ts';
import { isWithin } from './parse-limits.ts';
import { ResourceError } from './resource-error.ts';

const INT32 = { min: '-2147483648', max: '2147483647' };
const INT64 = 2n ** 63n - 1n;

/** A default is one line. */
const CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/**
 * Reads the default of a field.
 *
 * @throws ResourceError if the type has none, or the field would not accept it
 */
export function parseDefault(field: Field, text: string): string | number | boolean {
  const { name, type } = field;
  const value = read(field, text);
  if (value === undefined) {
    throw new ResourceError(`${name}=${text}: this is not a value that ${name} (${type}) accepts`);
  }
  return value;
}

function read(field: Field, text: string): string | number | boolean | undefined {
  const { name, type, length = 0, values = [], precision, scale } = field;
  switch (type) {
    case 'string':
    case 'text':
      return text !== '' && [...text].length <= length && !CONTROL.test(text) ? text : undefined;
    case 'integer':
      return /^-?\d{1,10}$/.test(text) && isWithin(text, { ...INT32, ...limitsOf(field) })
        ? Number(text)
        : undefined;
    case 'float':
      return /^-?\d{1,15}(\.\d{1,15})?$/.test(text) && isWithin(text, field) ? Number(text) : undefined;
    case 'bigint':
      return /^-?\d{1,19}$/.test(text) && BigInt(text) <= INT64 && BigInt(text) >= -INT64 - 1n
        ? text
        : undefined;
    case 'decimal': {
      const [, whole, fraction = ''] = /^-?(\d{1,40})(?:\.(\d{1,40}))?$/.exec(text) ?? [];
      const fits =
        whole !== undefined &&
        fraction.length <= (scale ?? 40) &&
        whole.length <= (precision ?? 80) - (scale ?? 40) &&
        isWithin(text, field);
      return fits ? fixed(text, scale) : undefined;
    }
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'enum':
      return values.includes(text) ? text : undefined;
    default:
      throw new ResourceError(
        `${name}: a ${type} has no default. Make it nullable (${name}:${type}?), or fill it in in the service's beforeSave()`,
      );
  }
}

/** The limits that were given. */
function limitsOf({ min, max }: Field): Partial<Field> {
  return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
}

/** A decimal with as many digits after the point as the column keeps. */
function fixed(text: string, scale: number | undefined): string {
  if (!scale) {
    return text;
  }
  const [whole, fraction = ''] = text.split('.');
  return `${whole!}.${fraction.padEnd(scale, '0')}`;
}
