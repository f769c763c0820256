import { ERROR_CODES, type ErrorCode } from './error-codes.js';
import type { FieldErrorType } from './field-error-types.js';

/** One field that is to blame. */
export interface FieldError {
  /** Where it is: `body`, `query`, `path` or `header` first, then names and indexes. */
  loc: (string | number)[];
  msg: string;
  /** A stable, lower snake case name of the broken rule, see docs/errors.md. */
  type: FieldErrorType;
}

export interface AppErrorOptions {
  detail?: string;
  errors?: FieldError[];
  /** Further response headers, `Retry-After` for example. */
  headers?: Record<string, string>;
  cause?: unknown;
}

/** An error that a client is told about: thrown by services and repositories, turned into the envelope in one place. */
export class AppError extends Error {
  readonly status: number;
  readonly errors?: FieldError[];
  readonly headers: Record<string, string>;

  constructor(
    readonly code: ErrorCode,
    options: AppErrorOptions = {},
  ) {
    super(options.detail ?? ERROR_CODES[code].detail, { cause: options.cause });
    this.name = new.target.name;
    this.status = ERROR_CODES[code].status;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}
