/** What there is to say of an `error_code`. */
export interface ErrorDefinition {
  /** The HTTP status, from 400 to 599. */
  status: number;
  /** The usual `detail`. */
  detail: string;
  /** What it means, for the document: a sentence. */
  when: string;
}

/** Every `error_code` the platform can answer with. Features add theirs by `defineError`. */
export const ERROR_CODES = {
  BAD_REQUEST: {
    status: 400,
    detail: 'Malformed request',
    when: 'The JSON body or the URL encoding is malformed.',
  },
  UNAUTHORIZED: {
    status: 401,
    detail: 'Authentication required',
    when: 'No token, or one that is malformed, unknown, expired or revoked. See `WWW-Authenticate`.',
  },
  INVALID_CREDENTIALS: {
    status: 401,
    detail: 'Invalid e-mail or password',
    when: 'The login failed; the answer is the same for an unknown e-mail, a wrong password and an inactive account.',
  },
  FORBIDDEN: { status: 403, detail: 'Not allowed', when: 'Signed in, but not allowed to do this.' },
  NOT_FOUND: {
    status: 404,
    detail: 'Resource not found',
    when: 'No such route, or the row is missing or deleted.',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    detail: 'Method not allowed',
    when: 'The path exists, but not for this method. `Allow` lists those it has.',
  },
  REQUEST_TIMEOUT: {
    status: 408,
    detail: 'The request did not arrive in time',
    when: 'The request took too long to arrive.',
  },
  CONFLICT: {
    status: 409,
    detail: 'Conflict with the current state',
    when: 'A unique value is taken (`errors` names the field), a row is still referenced, or the same idempotent request is in progress.',
  },
  PRECONDITION_FAILED: {
    status: 412,
    detail: 'The resource has changed',
    when: '`If-Match` does not match the current version. Read the row again, then retry.',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    detail: 'Request body too large',
    when: 'The body is larger than the limit.',
  },
  URI_TOO_LONG: { status: 414, detail: 'URL too long', when: 'The URL is longer than the limit.' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    detail: 'Send the body as application/json',
    when: 'The body is of another type than `application/json`.',
  },
  EXPECTATION_FAILED: {
    status: 417,
    detail: 'The server knows no Expect but 100-continue',
    when: 'The request has an `Expect` header other than `100-continue`.',
  },
  VALIDATION_ERROR: {
    status: 422,
    detail: 'Validation failed',
    when: 'A field, parameter or header breaks its rule; `errors` tells which and how.',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    detail: 'This Idempotency-Key was used for a different request',
    when: 'The key was sent before with another body. Make a new key for each new request.',
  },
  RATE_LIMIT_EXCEEDED: {
    status: 429,
    detail: 'Too many requests',
    when: 'The rate limit is used up; try again after `Retry-After` seconds.',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    detail: 'Request headers too large',
    when: 'The headers are larger than the limit.',
  },
  INTERNAL_ERROR: {
    status: 500,
    detail: 'Internal server error',
    when: 'A bug. Report it with the `correlation_id`.',
  },
  SERVICE_UNAVAILABLE: {
    status: 503,
    detail: 'Service temporarily unavailable',
    when: 'The database is unreachable, read-only, out of disk or behind in its migrations, or the server is overloaded or shutting down; try again after `Retry-After` seconds.',
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERROR_CODES;
