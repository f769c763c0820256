import type { FastifyRequest } from 'fastify';

/** RFC 6750, 2.1; the scheme in any case (RFC 9110, 11.1). */
const BEARER = /^Bearer +(\S+) *$/i;

/** The bearer token that a request carries, whatever it is worth; undefined without one. */
export function bearerTokenOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  return BEARER.exec(headers.authorization ?? '')?.[1];
}
