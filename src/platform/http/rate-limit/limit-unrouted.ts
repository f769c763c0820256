import type { FastifyInstance } from 'fastify';
import type { RateLimiter } from './rate-limiter.js';

/** Counts what never reaches a guard: requests to unknown routes. */
export function limitUnrouted(fastify: FastifyInstance, limiter: RateLimiter): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.is404) {
      limiter.takeForAddress(request, reply).then(() => done(), done);
    } else {
      done();
    }
  });
}
