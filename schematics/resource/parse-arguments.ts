import type { Field, FieldType } from './field.ts';
import { ResourceError } from './resource-error.ts';
import { pluralOf, wordsOf } from './names.ts';

const INT32 = 2_147_483_647;
const MAX_STRING = 10_000;
const MAX_TEXT = 1_000_000;

/** Digits on either side of the point that filters and cursors accept. */
const MAX_DIGITS = 40;

/** A filter takes as many values, and an error lists them all. */
const MAX_VALUES = 100;
const MAX_VALUE_LENGTH = 63;

type Arguments = Partial<Field>;

const PARSERS: Partial<Record<FieldType, (text: string | undefined) => Arguments>> = {
  string: (text) => ({ length: length(text, 'string', 255, MAX_STRING) }),
  text: (text) => ({ length: length(text, 'text', 5000, MAX_TEXT) }),
  integer: range,
  decimal: precision,
  enum: values,
  ref: table,
};

/**
 * Reads what stands in the parentheses after a type.
 *
 * @throws ResourceError if the type takes nothing of the kind
 */
export function parseArguments(type: FieldType, text: string | undefined): Arguments {
  const parse = PARSERS[type];
  if (!parse && text !== undefined) {
    throw new ResourceError(`${type} takes nothing in parentheses`);
  }
  return parse ? parse(text) : {};
}

function length(text: string | undefined, type: string, usual: number, max: number): number {
  const value = text === undefined ? usual : Number(/^\s*\d{1,9}\s*$/.exec(text)?.[0]);
  if (!(value >= 1 && value <= max)) {
    throw new ResourceError(`${type}(${text ?? ''}): give the longest value in characters, 1 to ${max}`);
  }
  return value;
}

function range(text: string | undefined): Arguments {
  if (text === undefined) {
    return {};
  }
  const [, from, to] = /^\s*(-?\d{1,10})?\s*\.\.\s*(-?\d{1,10})?\s*$/.exec(text) ?? [];
  const min = from === undefined ? undefined : Number(from);
  const max = to === undefined ? undefined : Number(to);
  const all = [min ?? -INT32 - 1, max ?? INT32];
  if (
    (min === undefined && max === undefined) ||
    all[0]! >= all[1]! ||
    all.some((value) => value > INT32 || value < -INT32 - 1)
  ) {
    throw new ResourceError(
      `integer(${text}): give the smallest and the largest value, as in integer(0..100) or integer(0..); for more than 32 bits use bigint`,
    );
  }
  return { min, max };
}

function precision(text: string | undefined): Arguments {
  if (text === undefined) {
    return {};
  }
  const [, digits, after = '0'] = /^\s*(\d{1,2})\s*(?:,\s*(\d{1,2})\s*)?$/.exec(text) ?? [];
  const scale = Number(after);
  const before = Number(digits) - scale;
  if (!(before >= 1 && before <= MAX_DIGITS && scale <= MAX_DIGITS)) {
    throw new ResourceError(
      `decimal(${text}): give the digits in all and after the point, as in decimal(12,2), at most ${MAX_DIGITS} on either side; or leave both out for any number`,
    );
  }
  return { precision: Number(digits), scale };
}

function values(text = ''): Arguments {
  const items = text.split('|').map((item) => item.trim());
  if (items.some((item) => !/^[A-Za-z0-9]+([_-][A-Za-z0-9]+)*$/.test(item))) {
    throw new ResourceError(
      `enum(${text}): list its values, made of letters, digits, _ and -, as in enum(draft|sent|paid)`,
    );
  }
  if (items.length > MAX_VALUES || items.some((item) => item.length > MAX_VALUE_LENGTH)) {
    throw new ResourceError(
      `enum: at most ${MAX_VALUES} values of ${MAX_VALUE_LENGTH} characters; longer lists are a table of their own, and a ref to it`,
    );
  }
  if (new Set(items).size < items.length) {
    throw new ResourceError(`enum(${text}): a value is there twice`);
  }
  return { values: items };
}

function table(text = ''): Arguments {
  if (!text.trim()) {
    throw new ResourceError('ref: name the table that it points to, as in customer:ref(users)');
  }
  return { table: pluralOf(wordsOf(text).join('_')) };
}
