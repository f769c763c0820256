import { AppError, type AppErrorOptions, type FieldError } from './app-error.js';
import type { FieldErrorType } from './field-error-types.js';

/** 404: the row is missing or soft-deleted. */
export class NotFoundError extends AppError {
  constructor(options?: AppErrorOptions) {
    super('NOT_FOUND', options);
  }
}

/** 403: signed in, but not allowed. */
export class ForbiddenError extends AppError {
  constructor(options?: AppErrorOptions) {
    super('FORBIDDEN', options);
  }
}

/** 409: the current state does not permit it. */
export class ConflictError extends AppError {
  constructor(options?: AppErrorOptions) {
    super('CONFLICT', options);
  }

  /** A unique value that is taken; `locs` are the fields to blame. */
  static unique(locs: FieldError['loc'][], cause?: unknown): ConflictError {
    const errors = locs.map((loc) => ({ loc, msg: 'This value is already taken', type: 'unique' as const }));
    return new ConflictError({ detail: 'A unique value is already taken', errors, cause });
  }
}

/** 412: `If-Match` names another version than the current one. */
export class PreconditionFailedError extends AppError {
  constructor(options?: AppErrorOptions) {
    super('PRECONDITION_FAILED', options);
  }
}

/** 422: fields break their rules. */
export class ValidationError extends AppError {
  constructor(errors: FieldError[], options?: AppErrorOptions) {
    super('VALIDATION_ERROR', { ...options, errors });
  }

  /** One field with one fault. */
  static of(loc: FieldError['loc'], type: FieldErrorType, msg: string): ValidationError {
    return new ValidationError([{ loc, msg, type }]);
  }
}

/** 503: a dependency is away or the server is too busy; `retryAfter` is in seconds. */
export class UnavailableError extends AppError {
  constructor(options: AppErrorOptions & { retryAfter?: number } = {}) {
    super('SERVICE_UNAVAILABLE', {
      ...options,
      headers: { 'retry-after': String(options.retryAfter ?? 1), ...options.headers },
    });
  }
}
