import type { FastifyRequest } from 'fastify';
import { ValidationError } from '../../errors/errors.js';

const KEY = /^[\x20-\x7e]{1,255}$/;
const LOC = ['header', 'idempotency-key'];

/**
 * The `Idempotency-Key` of a request (draft-ietf-httpapi-idempotency-key-header-07), taken as it is; undefined if there
 * is none.
 *
 * @throws ValidationError if it is malformed, or was sent twice
 */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key'];
  if (header === undefined) {
    return undefined;
  }
  if (request.raw.headersDistinct['idempotency-key']?.length !== 1) {
    throw ValidationError.of(LOC, 'multiple', 'Send one key');
  }
  if (typeof header !== 'string' || !KEY.test(header)) {
    throw ValidationError.of(LOC, 'idempotency_key', 'Expected 1 to 255 printable ASCII characters');
  }
  return header;
}
