import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.js';
import { sendError } from '../errors/send-error.js';
import { toAppError } from '../errors/to-app-error.js';
import { PREFLIGHT_ROUTE } from './unrouted.js';

/** Headers of answers that scripts of other origins may read, besides the correlation header. */
const EXPOSED = [
  'ETag',
  'Location',
  'Link',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'Idempotency-Replayed',
];

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Browsers ask again after so many seconds whether a request is allowed. */
const PREFLIGHT_AGE = 600;

/**
 * Lets scripts of the configured origins, compared as they are, call the API with credentials. All other origins get an
 * answer without a CORS header, which browsers withhold from the script. Does nothing without origins.
 */
export async function allowOrigins(
  fastify: FastifyInstance,
  config: Pick<Config, 'CORS_ORIGINS' | 'CORRELATION_ID_HEADER'>,
): Promise<void> {
  const origins = new Set(config.CORS_ORIGINS);
  if (origins.size === 0) {
    return;
  }
  const allowed: FastifyCorsOptions = {
    origin: true,
    credentials: true,
    methods: METHODS,
    exposedHeaders: [...EXPOSED, config.CORRELATION_ID_HEADER],
    maxAge: PREFLIGHT_AGE,
  };
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.header('vary', 'Origin');
    done();
  });
  // The plugin's route for OPTIONS is made before Nest sets the handler of errors.
  fastify.addHook('onRoute', (route) => {
    if (route.url === PREFLIGHT_ROUTE) {
      route.errorHandler = (error, request, reply) =>
        sendError(toAppError(error), request, reply, config.CORRELATION_ID_HEADER);
    }
  });
  await fastify.register(cors, {
    delegator: (request, done) => {
      const known = origins.has(request.headers.origin ?? '');
      done(null, known ? { ...allowed, preflight: isPreflight(request) } : { origin: false });
    },
  });
}

/** An OPTIONS request without these headers asks for something else. */
function isPreflight({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return headers['access-control-request-method'] !== undefined;
}
