import type { ApiHeaderOptions } from '@nestjs/swagger';

type RequestHeaderOptions = Omit<ApiHeaderOptions, 'name'> & { schema: { type: 'string' } };
type ResponseHeaderOptions = {
  description: string;
  required: boolean;
  schema: { type: 'string' | 'integer' };
  example?: string | number;
};

/**
 * The request headers that operations document. None has an example: Swagger UI would fill it in and send it, and an
 * entity tag that is not the current one stops the change.
 */
export const REQUEST_HEADERS = {
  'Idempotency-Key': {
    description:
      'Makes it safe to send the request again: with the same key and body it is carried out once, and the first answer is given again for 24 hours',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[ -~]*$' },
  },
  'If-Match': {
    description:
      'Go ahead only if the row still has one of these entity tags, such as `"3"`; 412 otherwise. `*` is any version.',
    schema: { type: 'string' },
  },
  'If-None-Match': {
    description: 'Answer 304 without a body if the row still has one of these entity tags',
    schema: { type: 'string' },
  },
} as const satisfies Record<string, RequestHeaderOptions>;

/** The response headers that operations document; one that is not required is there only in some cases. */
export const RESPONSE_HEADERS = {
  ETag: {
    description: 'The entity tag of this version of the row',
    required: true,
    schema: { type: 'string' },
    example: '"1"',
  },
  Location: {
    description: 'Where the new row is',
    required: true,
    schema: { type: 'string' },
    example: '/api/v1/items/01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41',
  },
  Link: {
    description:
      'The pages around this one: first, prev, next, last (RFC 8288); not if it would be longer than 2 KiB',
    required: false,
    schema: { type: 'string' },
    example: '</api/v1/items?page=1>; rel="first", </api/v1/items?page=2>; rel="next"',
  },
  'WWW-Authenticate': {
    description: '`Bearer`; with `error="invalid_token"` when a token was sent (RFC 6750)',
    required: true,
    schema: { type: 'string' },
    example: 'Bearer',
  },
  'Idempotency-Replayed': {
    description: '`true` if this is the answer to an earlier request with the same `Idempotency-Key`',
    required: false,
    schema: { type: 'string' },
    example: 'true',
  },
  'Retry-After': {
    description: 'Seconds to wait before the next try; with 429 and 503',
    required: false,
    schema: { type: 'integer' },
    example: 1,
  },
} as const satisfies Record<string, ResponseHeaderOptions>;

export type RequestHeader = keyof typeof REQUEST_HEADERS;
export type ResponseHeader = keyof typeof RESPONSE_HEADERS;

/** The headers of a response, as references to the components. */
export function headerReferences(names: readonly ResponseHeader[]): Record<string, { $ref: string }> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
