import { canonicalEmail } from '../../config/canonical-email.js';
import type { FieldErrorType } from '../../errors/field-error-types.js';

/** How a value of one kind is read from a query string and described in the OpenAPI document. */
export interface ValueType<V> {
  /** @returns the value, or undefined if the text is not one */
  parse(text: string): V | undefined;
  /** What a valid value is, for the error message: "an integer". */
  expected: string;
  /** The error `type` of a wrong value. */
  type: FieldErrorType;
  /** JSON Schema of the value. */
  schema: Record<string, unknown>;
}

const INT32 = 2 ** 31 - 1;
const INT64 = 2n ** 63n - 1n;
const UUID_TEXT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The sign of an offset arrives as a space where a client forgot to encode its plus. */
const TIME = /^(?!0000)\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,30})?)?(Z|[+ -]\d{2}:\d{2})?)?$/i;

/** Any text, without white space around it. */
export const TEXT: ValueType<string> = {
  parse: (text) => (isStorable(text) ? text.trim() : undefined),
  expected: 'text without NUL characters',
  type: 'string',
  schema: { type: 'string' },
};

/** An e-mail address or a part of one, in the form in which addresses are kept. */
export const EMAIL: ValueType<string> = {
  ...TEXT,
  parse: (text) => {
    const trimmed = TEXT.parse(text);
    return trimmed === undefined ? undefined : canonicalEmail(trimmed);
  },
};

/** A whole number of 32 bits, written in decimal digits only. */
export const INTEGER: ValueType<number> = {
  parse: (text) =>
    /^-?\d{1,10}$/.test(text) && Number(text) === (Number(text) | 0) ? Number(text) : undefined,
  expected: `an integer from ${-INT32 - 1} to ${INT32}`,
  type: 'integer',
  schema: { type: 'integer', format: 'int32' },
};

/** A whole number of 64 bits; a string, so that no digit is lost. */
export const BIGINT: ValueType<string> = {
  parse: (text) => (isBigint(text) ? BigInt(text).toString() : undefined),
  expected: `an integer of at most ${INT64}`,
  type: 'bigint',
  schema: { type: 'string', format: 'int64', pattern: '^-?[0-9]{1,19}$' },
};

/** A decimal number; a string, so that no digit is lost. */
export const DECIMAL: ValueType<string> = {
  parse: (text) => (/^-?\d{1,40}(\.\d{1,40})?$/.test(text) ? text : undefined),
  expected: 'a decimal number such as 12.50',
  type: 'decimal',
  schema: { type: 'string', format: 'decimal', pattern: '^-?[0-9]+(\\.[0-9]+)?$' },
};

/** A number with a floating point, written in decimal. */
export const NUMBER: ValueType<number> = {
  parse: (text) =>
    /^-?\d{1,309}(\.\d{1,309})?(e[+-]?\d{1,3})?$/i.test(text) && Number.isFinite(Number(text))
      ? Number(text)
      : undefined,
  expected: 'a number such as 12.5',
  type: 'float',
  schema: { type: 'number', format: 'double' },
};

export const BOOLEAN: ValueType<boolean> = {
  parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined),
  expected: 'true or false',
  type: 'boolean',
  schema: { type: 'boolean' },
};

export const UUID: ValueType<string> = {
  parse: (text) => (isUuid(text) ? text.toLowerCase() : undefined),
  expected: 'a UUID',
  type: 'uuid',
  schema: { type: 'string', format: 'uuid' },
};

/** A day of the calendar, `2025-01-31`. */
export const DATE: ValueType<string> = {
  parse: (text) => (isDate(text) ? text : undefined),
  expected: 'a date such as 2025-01-31',
  type: 'date',
  schema: { type: 'string', format: 'date' },
};

/**
 * A moment by ISO 8601 in the years 1 to 9999; without an offset it is UTC, without a time it is midnight. What is finer
 * than milliseconds is cut off before anything else looks at it. Read as text in UTC.
 */
export const TIMESTAMP: ValueType<string> = {
  parse: (text) => (TIME.test(text) && isDate(text.slice(0, 10)) ? parseTime(text) : undefined),
  expected: 'an ISO 8601 time such as 2025-01-31T12:00:00Z',
  type: 'date_time',
  schema: { type: 'string', format: 'date-time' },
};

/** JSON, which no parameter can hold. */
export const JSON_VALUE: ValueType<never> = {
  parse: () => undefined,
  expected: 'nothing',
  type: 'json',
  schema: {},
};

/** One of a fixed set of values. */
export function oneOf<V extends string>(items: readonly V[]): ValueType<V> {
  return {
    parse: (text) => items.find((item) => item === text),
    expected: `one of ${items.join(', ')}`,
    type: 'enum',
    schema: { type: 'string', enum: [...items] },
  };
}

/** Whether PostgreSQL can store a text: no NUL character and no lone surrogate. */
export function isStorable(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

/** Whether the text has the form of a UUID, of any version: that is what PostgreSQL stores. */
export function isUuid(text: unknown): boolean {
  return typeof text === 'string' && UUID_TEXT.test(text);
}

/** Whether the text is a day that exists. */
export function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return (
    /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(text)
  );
}

/** Whether the text is a whole number of 64 bits. */
export function isBigint(text: string): boolean {
  return /^-?\d{1,19}$/.test(text) && BigInt(text) <= INT64 && BigInt(text) >= -INT64 - 1n;
}

/** The moment in UTC, to the millisecond. */
function parseTime(text: string): string | undefined {
  const day = text.slice(0, 10);
  const clock = text
    .slice(11)
    .toUpperCase()
    .replace(/[.,](\d{1,3})\d*/, '.$1')
    .replace(' ', '+');
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(clock) ? clock : `${clock}Z`;
  const time = new Date(clock ? `${day}T${zoned}` : day);
  const year = time.getUTCFullYear();
  return year >= 1 && year <= 9999 ? time.toISOString() : undefined;
}
