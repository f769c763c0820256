import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.js';
import { UnavailableError } from '../../errors/errors.js';

/** Bodies up to this size (bytes) always pass: the number of connections bounds them. */
const SMALL = 65_536;

/** As many of the largest bodies are received at once. */
const LARGEST_AT_ONCE = 8;

/**
 * Bounds the memory that bodies take while they come in and are worked on, of all requests together. A large body that
 * finds no room gets 503; one of unknown size counts as the largest that its route takes.
 */
export function capBodies(
  fastify: FastifyInstance,
  config: Pick<Config, 'BULK_BODY_LIMIT_BYTES' | 'BODY_LIMIT_BYTES'>,
): void {
  const cap = LARGEST_AT_ONCE * Math.max(config.BULK_BODY_LIMIT_BYTES, config.BODY_LIMIT_BYTES);
  let inFlight = 0;
  fastify.addHook('preParsing', (request, reply, _payload, done) => {
    const size = sizeOf(request);
    if (size <= SMALL || size > request.routeOptions.bodyLimit) {
      done();
    } else if (inFlight + size > cap) {
      done(new UnavailableError({ detail: 'The server is receiving too many large bodies; try again' }));
    } else {
      inFlight += size;
      reply.raw.once('close', () => (inFlight -= size));
      done();
    }
  });
}

/** The bytes of a body as far as one can tell before it comes; 0 without one. */
function sizeOf({ headers, routeOptions }: FastifyRequest): number {
  return headers['transfer-encoding'] === undefined
    ? Number(headers['content-length'] ?? 0)
    : routeOptions.bodyLimit;
}
