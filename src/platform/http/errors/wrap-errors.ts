import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors/app-error.js';
import { kindOfStatus } from '../../errors/kind-of-status.js';
import { noteError } from '../../logging/request-log.js';
import { envelopeOf } from './envelope.js';
import { detailOf } from './http-exception-detail.js';

/** The schema of the envelope in the document. */
const ENVELOPE = '#/components/schemas/Error';

/**
 * Puts the envelope around what a feature sends with an error status by itself: by an exception filter of its own or
 * Nest's base filter, or by `reply.send()`. Its status and message stay. An answer for which the route documents another
 * schema than the envelope's is left as it is.
 */
export function wrapErrors(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', (request, reply, payload, done) => {
    if (reply.statusCode < 400 || isEnvelope(payload) || isDocumented(request, reply)) {
      done(null, payload);
    } else {
      const error = new AppError(kindOfStatus(reply.statusCode), { detail: detailOf(payload) });
      noteError(request, error);
      done(null, envelopeOf(error, request.id));
    }
  });
}

function isEnvelope(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'error_code' in payload;
}

function isDocumented({ routeOptions }: FastifyRequest, { statusCode }: FastifyReply): boolean {
  const responses = routeOptions.schema?.response as Record<number, { $ref?: string }> | undefined;
  const own = responses?.[statusCode];
  return own !== undefined && own.$ref !== ENVELOPE;
}
