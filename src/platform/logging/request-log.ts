import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { currentContext, type RequestContext } from '../context/request-context.js';
import type { AppError } from '../errors/app-error.js';
import { contextFields } from './context-fields.js';
import { errorFields } from './error-fields.js';

interface Routed {
  request: FastifyRequest;
  context: RequestContext | undefined;
  error?: AppError;
}

/** A response is closed in the async context of the socket, not of the request, so what its line needs is kept here. */
const ROUTED = Symbol('routed');

declare module 'http' {
  interface IncomingMessage {
    [ROUTED]?: Routed;
  }
}

/**
 * Writes one line for each request that reaches the server: method, route template, status and duration in
 * milliseconds, and of an error its code and the places to blame. The status is null when the client left before the
 * answer. Answers to probes have the level debug. The raw URL is never logged, since its query may hold a secret. Call it after the hook that enters the request context.
 *
 * @param fastify the server; the ids of its requests are their correlation ids
 * @param logger where the lines go
 * @param isProbe tells requests of probes and scrapes, which come every few seconds
 */
export function registerRequestLog(
  fastify: FastifyInstance,
  logger: Logger,
  isProbe: (request: FastifyRequest) => boolean,
): void {
  fastify.server.on('request', (raw, response) => {
    const startedAt = performance.now();
    response.on('close', () => {
      const { request } = raw[ROUTED] ?? {};
      const quiet = request !== undefined && isProbe(request);
      writeLine(logger, raw, response, { duration: performance.now() - startedAt, quiet });
    });
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    noteRequest(request);
    done();
  });
}

/** Tells the log of a request that Fastify answers without its hooks: call it in `frameworkErrors`. */
export function noteRequest(request: FastifyRequest): void {
  request.raw[ROUTED] = { request, context: currentContext() };
}

/** Tells the log of a request which error it is answered with. */
export function noteError(request: FastifyRequest, error: AppError): void {
  const routed = request.raw[ROUTED];
  if (routed) routed.error = error;
}

function writeLine(
  logger: Logger,
  raw: IncomingMessage,
  response: ServerResponse,
  { duration, quiet }: { duration: number; quiet: boolean },
): void {
  const { request, context, error } = raw[ROUTED] ?? {};
  const route = request?.routeOptions.url ?? null;
  const status = response.writableFinished ? response.statusCode : null;
  const line = {
    correlation_id: request?.id,
    ...contextFields(context),
    method: raw.method,
    route,
    status,
    ...(error && errorFields(error)),
    duration_ms: Math.round(duration * 100) / 100,
  };
  const message = `${raw.method ?? ''} ${route ?? '(unknown route)'} ${String(status ?? 'aborted')}`;
  if (status !== null && status >= 500) logger.error(line, message);
  else if (quiet) logger.debug(line, message);
  else logger.info(line, message);
}
