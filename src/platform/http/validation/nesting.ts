import type { FieldError } from '../../errors/app-error.js';
import type { Field } from './shape.js';

type Loc = FieldError['loc'];

/** Whether a value is an object, as a DTO describes one; if not, says so. */
export function expectObject(
  value: unknown,
  loc: Loc,
  errors: FieldError[],
): value is Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return true;
  }
  const missing = value === undefined;
  errors.push({
    loc,
    msg: missing ? 'A JSON body is required' : 'Expected an object',
    type: missing ? 'missing' : 'object',
  });
  return false;
}

/**
 * The error of a nested value that is a list where TypeScript declares one object, or the reverse. class-validator takes
 * either, and leaves the handler with what it does not expect.
 */
export function mismatch(field: Field, value: unknown, loc: Loc): FieldError | undefined {
  const other = typeof value !== 'object' || value === null || field.declared === Object;
  if (!field.nested || field.declared === undefined || other) {
    return undefined;
  }
  if (!field.list) {
    return Array.isArray(value) ? { loc, msg: 'Expected an object', type: 'object' } : undefined;
  }
  if (!Array.isArray(value)) {
    return { loc, msg: 'Expected a list', type: 'list' };
  }
  const deeper = field.traits.flat ? value.findIndex(Array.isArray) : -1;
  return deeper >= 0 ? { loc: [...loc, deeper], msg: 'Expected an object', type: 'object' } : undefined;
}
