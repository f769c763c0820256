import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppError } from '../../errors/app-error.js';
import { noteError } from '../../logging/request-log.js';
import { envelopeOf } from './envelope.js';

/**
 * Sends the envelope of an error, and tells the log of the request.
 *
 * @param header the name of the correlation header, which may not be set yet
 */
export function sendError(
  error: AppError,
  request: FastifyRequest,
  reply: FastifyReply,
  header: string,
): void {
  noteError(request, error);
  void reply
    .status(error.status)
    .headers({ ...error.headers, [header]: request.id })
    .type('application/json')
    .send(envelopeOf(error, request.id));
}
