import type { AppError, FieldError } from '../../errors/app-error.js';

/** The body of every answer that is not a success. */
export interface Envelope {
  detail: string;
  error_code: string;
  correlation_id: string;
  timestamp: string;
  errors?: FieldError[];
}

/** How many fields an answer blames at most: nobody reads more, and a batch can have 100,000. */
const MAX_ERRORS = 100;

/** @param correlationId of the request that failed */
export function envelopeOf(error: AppError, correlationId: string): Envelope {
  return {
    detail: error.message,
    error_code: error.code,
    correlation_id: correlationId,
    timestamp: new Date().toISOString(),
    ...(error.errors && { errors: truncated(error.errors) }),
  };
}

function truncated(errors: FieldError[]): FieldError[] {
  const left = errors.length - MAX_ERRORS;
  if (left <= 0) {
    return errors;
  }
  const loc = errors[MAX_ERRORS]!.loc.slice(0, 1);
  const msg = `${left} more ${left === 1 ? 'error' : 'errors'}`;
  return [...errors.slice(0, MAX_ERRORS), { loc, msg, type: 'truncated' }];
}
