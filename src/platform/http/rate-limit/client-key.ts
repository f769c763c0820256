import { normalizeIp } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { hash } from 'node:crypto';

const SESSION_TOKEN = /^Bearer +(s_[\w-]{43})$/i;

/** The network address of a client; of IPv6 the /64, since one client has all of it. */
export function addressOf(request: FastifyRequest): string {
  return normalizeIp(request.ip ?? '');
}

/** A hash of the session token that the request carries, known or not; undefined without one. Tokens themselves are never kept. */
export function tokenHashOf(request: FastifyRequest): string | undefined {
  const token = SESSION_TOKEN.exec(request.headers.authorization ?? '')?.[1];
  return token && hash('sha256', token, 'base64url');
}
