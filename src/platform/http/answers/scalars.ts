import type { Schema } from './schema.js';

/** A documented value that is neither object nor list: what may stand for it, and what messages call it. */
export interface Scalar {
  name: string;
  /** Whether the serialiser writes a value as it is meant. It writes any: an object as `[object Object]`, 2.5 as 2. */
  fits(value: unknown): boolean;
}

const TEXT: Scalar = { name: 'text', fits: isTextual };
const TIME: Scalar = { name: 'a time', fits: isTime };

const OTHERS: Record<string, Scalar> = {
  integer: { name: 'a whole number', fits: (value) => isNumeric(value) && isWhole(Number(value)) },
  number: { name: 'a number', fits: isNumeric },
  boolean: { name: 'true or false', fits: (value) => typeof value === 'boolean' },
};

/** What a schema of a scalar documents. */
export function scalarOf({ type, format }: Schema): Scalar {
  return OTHERS[String(type)] ?? (format === 'date' || format === 'date-time' ? TIME : TEXT);
}

/** What JSON makes of a value: a time is text. */
export function asSent(value: unknown): unknown {
  const { toJSON } = value as { toJSON?: () => unknown };
  return typeof toJSON === 'function' ? toJSON.call(value) : value;
}

/** Text, or what has a text of its own: a number, a time, a decimal, a URL. */
function isTextual(value: unknown): boolean {
  if (typeof value === 'object') {
    return (value as object).toString !== Object.prototype.toString && !Array.isArray(value);
  }
  return typeof value !== 'function' && typeof value !== 'symbol';
}

function isTime(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    (value instanceof Date && !Number.isNaN(value.getTime())) ||
    (typeof value === 'object' && typeof asSent(value) === 'string')
  );
}

/** A number, or what is one in the database's text or a class of its own: `'12.50'`. */
function isNumeric(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return true;
    case 'string':
      return value.trim() !== '' && !Number.isNaN(Number(value));
    default:
      return typeof value === 'object' && !Array.isArray(value) && !Number.isNaN(Number(asSent(value)));
  }
}

/** What is not finite is null in JSON, or refused. */
function isWhole(value: number): boolean {
  return Number.isInteger(value) || !Number.isFinite(value);
}
