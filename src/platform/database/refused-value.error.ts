import type { FieldError } from '../errors/app-error.js';
import { ValidationError } from '../errors/errors.js';

/** What is known of a value that the database did not take. */
export interface RefusedValue {
  /** The field that it was for. */
  field?: string;
  /** Further fields that the broken rule is about, any of which may be to blame instead. */
  others?: readonly string[];
  /** The value itself, or what the database shows of it. */
  value?: string;
}

/**
 * 422: a value breaks a rule of the database, which validation should have known. Whether it came from the client at
 * all is decided next to the request, see `blameClient`.
 */
export class RefusedValueError extends ValidationError {
  constructor(
    readonly refused: RefusedValue,
    cause: unknown,
    loc: FieldError['loc'] = refused.field === undefined ? ['body'] : ['body', refused.field],
  ) {
    const msg = refused.field === undefined ? 'A value cannot be stored' : 'This value is not allowed';
    super([{ loc, msg, type: 'invalid' }], { cause });
  }
}
