import type { FastifyInstance } from 'fastify';
import { tokenHashOf } from './client-key.js';
import type { RateLimiter } from './rate-limiter.js';

/** Counts what never reaches a guard: requests to unknown routes, and tokens that were refused. */
export function limitUnrouted(fastify: FastifyInstance, limiter: RateLimiter): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.is404) {
      limiter.takeForAddress(request, reply).then(() => done(), done);
    } else {
      done();
    }
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode === 401 && tokenHashOf(request)) {
      limiter.noteRefusedToken(request);
    }
    done();
  });
}
