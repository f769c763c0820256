import type { FastifyRequest } from 'fastify';

/** Whether a request asks how the server is. Those are answered however badly it is. */
export function isProbe(request: FastifyRequest): boolean {
  return /^\/(health\/|metrics(\?|$))/.test(request.url);
}
