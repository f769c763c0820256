import type { AppError, FieldError } from '../../errors/app-error.js';

/** The body of every answer that is not a success. */
export interface Envelope {
  detail: string;
  error_code: string;
  correlation_id: string;
  timestamp: string;
  errors?: FieldError[];
}

/** @param correlationId of the request that failed */
export function envelopeOf(error: AppError, correlationId: string): Envelope {
  return {
    detail: error.message,
    error_code: error.code,
    correlation_id: correlationId,
    timestamp: new Date().toISOString(),
    ...(error.errors && { errors: error.errors }),
  };
}
