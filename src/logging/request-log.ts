import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { currentContext, type RequestContext } from '../context/request-context.js';
import { contextFields } from './context-fields.js';

interface Started {
  at: number;
  context: RequestContext | undefined;
}

/**
 * Writes one line for each request: method, route template, status and duration in milliseconds.
 * A request whose client left before the answer has the status null.
 * The raw URL is never logged, since its query may hold a secret.
 * Call it after the hook that enters the request context.
 *
 * @param fastify the server
 * @param logger where the lines go
 */
export function registerRequestLog(fastify: FastifyInstance, logger: Logger): void {
  // The later hooks run in the async context of the socket, not of the request, so the context is kept here.
  const pending = new WeakMap<FastifyRequest, Started>();

  const write = (request: FastifyRequest, status: number | null) => {
    const started = pending.get(request);
    if (started === undefined) return; // an aborted request may still finish: it has its line
    pending.delete(request);
    const route = request.routeOptions.url ?? null;
    const line = {
      ...contextFields(started.context),
      method: request.method,
      route,
      status,
      duration_ms: Math.round((performance.now() - started.at) * 100) / 100,
    };
    const message = `${request.method} ${route ?? '(unknown route)'} ${status === null ? 'aborted' : String(status)}`;
    if (status !== null && status >= 500) logger.error(line, message);
    else logger.info(line, message);
  };

  fastify.addHook('onRequest', (request, _reply, done) => {
    pending.set(request, { at: performance.now(), context: currentContext() });
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    write(request, reply.statusCode);
    done();
  });
  fastify.addHook('onRequestAbort', (request, done) => {
    write(request, null);
    done();
  });
}
