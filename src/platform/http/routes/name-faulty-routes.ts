import type { FastifyInstance, RouteOptions } from 'fastify';
import { StartError } from '../../errors/start-error.js';

/** Has Fastify's refusal of a route – its path, or a second one for the same – name the method that it is about. */
export function nameFaultyRoutes(fastify: FastifyInstance): void {
  const { route } = fastify;
  fastify.route = function (this: FastifyInstance, options: RouteOptions) {
    try {
      return route.call(this, options);
    } catch (cause) {
      const handler = options.config?.handler;
      throw handler === undefined || cause instanceof StartError ? cause : faultOf(handler, options, cause);
    }
  } as typeof route;
}

function faultOf(handler: string, { method, url }: RouteOptions, cause: unknown): StartError {
  const fault = cause instanceof Error ? cause.message : String(cause);
  const end = url.indexOf('*');
  const wildcard =
    end >= 0 && end < url.length - 1
      ? ` Fastify's * is the rest of a path and has no name: make it ${url.slice(0, end)}*, and read the rest by @Param('*').`
      : '';
  return new StartError(`${handler} cannot be ${String(method)} ${url}: ${fault}.${wildcard}`, { cause });
}
