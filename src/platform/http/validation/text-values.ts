import type { FieldError } from '../../errors/app-error.js';
import { TIMESTAMP } from '../../core/list/values.js';
import type { Field } from './shape.js';

type Loc = FieldError['loc'];

const NUMBER = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * Reads what a query string or a path gives as text: a number or a boolean where the field is declared as one, a list
 * where it is declared as one. What cannot be read stays text, for the rules to refuse. A `@Transform()` gets the text.
 */
export function readText(field: Field, value: unknown, loc: Loc, errors: FieldError[]): unknown {
  if (value === undefined || field.traits.json) {
    return value;
  }
  if (Array.isArray(value) && isScalar(field.declared)) {
    errors.push({ loc, msg: 'Give this parameter once', type: 'multiple' });
    return undefined;
  }
  if (field.rewritten) {
    return value;
  }
  const type = field.traits.moment ? String : field.typeIn({}, value);
  if (field.list) {
    return (Array.isArray(value) ? value : [value]).map((element) => readOne(element, type));
  }
  return readOne(value, type);
}

function isScalar(type: unknown): boolean {
  return type === String || type === Number || type === Boolean || type === Date;
}

/** A number, boolean or time of its text; what cannot be read stays text. */
export function readOne(value: unknown, type: unknown): unknown {
  if (typeof value !== 'string') {
    return value;
  }
  if (type === Number) {
    return NUMBER.test(value) ? Number(value) : value;
  }
  if (type === Boolean) {
    return value === 'true' ? true : value === 'false' ? false : value;
  }
  if (type === Date) {
    const moment = TIMESTAMP.parse(value);
    return moment === undefined ? value : new Date(moment);
  }
  return value;
}

/** The error of a value that its rules let pass although it could not be read as what is declared; none if it could. */
export function unread(field: Field, value: unknown, loc: Loc): FieldError[] {
  const type = field.typeIn({}, value);
  const texts = [value].flat().some((element) => typeof element === 'string');
  if (!texts || field.rewritten || field.traits.json || field.traits.moment) {
    return [];
  }
  const error = unreadAs(type, loc);
  return error ? [error] : [];
}

/** The error of text that is no number, boolean or time; none for other types. */
export function unreadAs(type: unknown, loc: Loc): FieldError | undefined {
  if (type === Number) {
    return { loc, msg: 'Expected a number', type: 'number' };
  }
  if (type === Boolean) {
    return { loc, msg: 'Expected true or false', type: 'boolean' };
  }
  return type === Date
    ? { loc, msg: 'Expected an ISO 8601 time such as 2025-01-31T12:00:00Z', type: 'date_time' }
    : undefined;
}
