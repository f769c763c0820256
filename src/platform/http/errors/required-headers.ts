import type { FastifyRequest } from 'fastify';
import { UnauthorizedError, UnavailableError } from '../../errors/errors.js';

type HeadersOf = (request: FastifyRequest, methods: () => string[]) => Record<string, string>;

const REQUIRED: Readonly<Partial<Record<string, HeadersOf>>> = {
  UNAUTHORIZED: ({ headers }) => new UnauthorizedError(headers.authorization !== undefined).headers,
  METHOD_NOT_ALLOWED: (_request, methods) => ({ allow: methods().join(', ') }),
  RATE_LIMIT_EXCEEDED: () => new UnavailableError().headers,
  SERVICE_UNAVAILABLE: () => new UnavailableError().headers,
};

/**
 * The headers that an answer with this code has whoever threw the error: an `HttpException` knows none.
 *
 * @param methods gives the methods that the path of the request has
 */
export function requiredHeaders(
  code: string,
  request: FastifyRequest,
  methods: () => string[],
): Record<string, string> {
  return REQUIRED[code]?.(request, methods) ?? {};
}
