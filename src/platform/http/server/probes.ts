import type { FastifyRequest } from 'fastify';

/** Whether a request asks how the server is, see `@Probe()`. Those are answered however badly it is. */
export function isProbe(request: FastifyRequest): boolean {
  return request.routeOptions.config.probe === true;
}
