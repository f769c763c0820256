import type { AppError, FieldError } from '../errors/app-error.js';

/** What a log line tells of an answer that is no success. */
export interface ErrorFields {
  error_code: string;
  errors?: Pick<FieldError, 'loc' | 'type'>[];
}

/** Enough to see what goes wrong; the client has them all. */
const MAX_ERRORS = 20;

/** An unknown field is called as the client likes. */
const MAX_NAME = 64;

/** The code of an error, and what is to blame: places and rules, never values. */
export function errorFields({ code, errors }: AppError): ErrorFields {
  return errors
    ? {
        error_code: code,
        errors: errors.slice(0, MAX_ERRORS).map(({ loc, type }) => ({ loc: loc.map(short), type })),
      }
    : { error_code: code };
}

function short(name: string | number): string | number {
  return typeof name === 'string' && name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
}
