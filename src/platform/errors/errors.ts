import { AppError, type AppErrorOptions, type FieldError } from './app-error.js';
import type { FieldErrorType } from './field-error-types.js';

/** 404: the row is missing or soft-deleted. */
export class NotFoundError extends AppError {
  constructor(options?: AppErrorOptions) {
    super('NOT_FOUND', options);
  }

  /** @param entity the name of the class whose row is missing: `OrderLine` gives "Order line not found" */
  static of(entity: string, cause?: unknown): NotFoundError {
    return new NotFoundError({ detail: `${wordsOf(entity)} not found`, cause });
  }
}

/** 401: no token, or one that does not hold (RFC 6750, 3). */
export class UnauthorizedError extends AppError {
  /** @param tokenSent whether the request had a token, in whatever form */
  constructor(tokenSent: boolean) {
    super('UNAUTHORIZED', {
      headers: { 'www-authenticate': tokenSent ? 'Bearer error="invalid_token"' : 'Bearer' },
    });
  }
}

/** 401: the login failed, for whatever reason. */
export class InvalidCredentialsError extends AppError {
  constructor() {
    super('INVALID_CREDENTIALS');
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

  /** A row that another one refers to. @param entity the name of the other one's class, if it is known */
  static inUse(entity?: string, cause?: unknown): ConflictError {
    const by = entity ? ` (${wordsOf(entity).toLowerCase()})` : '';
    return new ConflictError({ detail: `The resource is still in use by another one${by}`, cause });
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

/** The name of a class as people say it: `OrderLine` is "Order line". */
export function wordsOf(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
