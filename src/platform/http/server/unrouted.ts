import type { FastifyRequest } from 'fastify';

/** Where CORS answers preflights, on any path; what is none goes on to the answer for unknown routes. */
export const PREFLIGHT_ROUTE = '*';

/**
 * Whether a request asks for nothing that there is. The route of preflights is not one of the application;
 * and Nest answers a route whose parameter is empty (`/items/`) as an unknown one.
 */
export function isUnrouted({ is404, routeOptions, params }: FastifyRequest): boolean {
  return is404 || routeOptions.url === PREFLIGHT_ROUTE || hasEmptyParameter(params as Record<string, string>);
}

function hasEmptyParameter(params: Record<string, string>): boolean {
  for (const name in params) {
    if (params[name] === '' && name !== '*') {
      return true;
    }
  }
  return false;
}
