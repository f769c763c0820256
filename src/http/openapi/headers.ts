import type { ApiHeaderOptions } from '@nestjs/swagger';

type Header = Omit<ApiHeaderOptions, 'name'> & { schema: { type: string } };

/** The request headers that operations document. */
export const REQUEST_HEADERS = {
  'If-Match': {
    description: 'Go ahead only if the row has one of these entity tags; 412 otherwise',
    schema: { type: 'string' },
    example: '"1"',
  },
  'If-None-Match': {
    description: 'Answer 304 without a body if the row still has this entity tag',
    schema: { type: 'string' },
  },
} as const satisfies Record<string, Header>;

/** The response headers that operations document. */
export const RESPONSE_HEADERS = {
  ETag: {
    description: 'The entity tag of this version of the row',
    schema: { type: 'string' },
    example: '"1"',
  },
  Location: { description: 'Where the new row is', schema: { type: 'string' } },
  Link: {
    description: 'The pages around this one: first, prev, next, last (RFC 8288)',
    schema: { type: 'string' },
  },
} as const satisfies Record<string, Header>;

export type RequestHeader = keyof typeof REQUEST_HEADERS;
export type ResponseHeader = keyof typeof RESPONSE_HEADERS;
