import { ERROR_CODES, type ErrorCode } from './error-codes.js';
import type { FieldErrorType, RuleName } from './field-error-types.js';

/** One field that is to blame. */
export interface FieldError {
  /** Where it is: `body`, `query`, `path` or `header` first, then names and indexes. */
  loc: (string | number)[];
  msg: string;
  /** A stable, lower snake case name of the broken rule: one of docs/errors.md, or that of a DTO's own rule. */
  type: FieldErrorType | RuleName;
}

export interface AppErrorOptions {
  detail?: string;
  errors?: FieldError[];
  /** Further response headers, `Retry-After` for example. */
  headers?: Record<string, string>;
  cause?: unknown;
}

/** What a client is told of a kind of error: its `error_code`, its HTTP status, its usual `detail`. */
export interface ErrorKind {
  code: string;
  status: number;
  detail: string;
}

/** An error that a client is told about: thrown by services and repositories, turned into the envelope in one place. */
export class AppError extends Error {
  readonly code: string;
  readonly status: number;
  readonly errors?: FieldError[];
  readonly headers: Record<string, string>;

  /** @param kind a code of the table, or a kind of its own; a feature declares those by `defineError` */
  constructor(kind: ErrorCode | ErrorKind, options: AppErrorOptions = {}) {
    const { code, status, detail } = typeof kind === 'string' ? { code: kind, ...ERROR_CODES[kind] } : kind;
    super(options.detail ?? detail, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.status = status;
    this.errors = options.errors;
    this.headers = options.headers ?? {};
  }
}
