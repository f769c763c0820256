import type { Field, FieldType } from './field.ts';
import { limitsOf } from './parse-limits.ts';
import { ResourceError } from './resource-error.ts';
import { pluralOf, wordsOf } from './names.ts';

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
  integer: (text) =>
    text === undefined
      ? {}
      : limitsOf(text, 'integer', 'integer(0..100) or integer(0..); for more than 32 bits use bigint'),
  float: (text) => (text === undefined ? {} : limitsOf(text, 'float', 'float(0..1) or float(0..)')),
  decimal: precision,
  list: elements,
  enum: values,
  ref: (text) => table(text, 'ref', 'customer:ref(users)'),
  many: (text) => table(text, 'many', 'tags:many(tags)'),
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

function precision(text: string | undefined): Arguments {
  if (text === undefined) {
    return {};
  }
  const [digits = '', after = '0', limits] = text.split(',').map((part) => part.trim());
  const scale = Number(/^\d{1,2}$/.exec(after)?.[0]);
  const before = Number(/^\d{1,2}$/.exec(digits)?.[0]) - scale;
  if (!(before >= 1 && before <= MAX_DIGITS && scale <= MAX_DIGITS) || text.split(',').length > 3) {
    throw new ResourceError(
      `decimal(${text}): give the digits in all and after the point, as in decimal(12,2), at most ${MAX_DIGITS} on either side, then the smallest and the largest value if there are limits, as in decimal(12,2,0..); or leave all out for any number`,
    );
  }
  const size = { precision: before + scale, scale };
  if (limits === undefined) {
    return size;
  }
  const { min, max } = limitsOf(limits, 'decimal', 'decimal(12,2,0..) or decimal(5,2,0..100)');
  for (const limit of [min, max]) {
    const [whole = '', fraction = ''] = limit?.replace('-', '').split('.') ?? [];
    if (whole.length > before || fraction.length > scale) {
      throw new ResourceError(`decimal(${text}): ${limit!} has more digits than decimal(${digits},${after})`);
    }
  }
  return { ...size, min, max };
}

function elements(text = ''): Arguments {
  if (text.trim() !== 'string') {
    throw new ResourceError(
      `list(${text}): there are lists of texts only: list(string). Use json for others`,
    );
  }
  return {};
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

function table(text = '', type: string, example: string): Arguments {
  if (!text.trim()) {
    throw new ResourceError(`${type}: name the table that it points to, as in ${example}`);
  }
  return { table: pluralOf(wordsOf(text).join('_')) };
}
