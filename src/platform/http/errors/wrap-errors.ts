import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../errors/app-error.js';
import { knownErrors } from '../../errors/define-error.js';
import { kindOfStatus } from '../../errors/kind-of-status.js';
import { noteError } from '../../logging/request-log.js';
import { type Envelope, envelopeOf } from './envelope.js';
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
      const error = errorOf(payload, reply.statusCode);
      noteError(request, error);
      done(null, envelopeOf(error, request.id));
    }
  });
}

/** What was sent, as an error; an `error_code` that is known stays. */
function errorOf(payload: unknown, status: number): AppError {
  const code = codeOf(payload);
  const kind = kindOfStatus(status);
  const known = code !== undefined && knownErrors().has(code);
  return new AppError(known ? { ...kind, code } : kind, { detail: detailOf(payload) });
}

function isEnvelope(payload: unknown): boolean {
  return codeOf(payload) !== undefined && typeof (payload as Partial<Envelope>).correlation_id === 'string';
}

function codeOf(payload: unknown): string | undefined {
  const code = (payload as Partial<Envelope> | null | undefined)?.error_code;
  return typeof code === 'string' ? code : undefined;
}

function isDocumented({ routeOptions }: FastifyRequest, { statusCode }: FastifyReply): boolean {
  const responses = routeOptions.schema?.response as Record<number, { $ref?: string }> | undefined;
  const own = responses?.[statusCode];
  return own !== undefined && own.$ref !== ENVELOPE;
}
