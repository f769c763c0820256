import type { FastifyRequest } from 'fastify';
import { createHmac } from 'node:crypto';
import { ValidationError } from '../../errors/errors.js';
import type { KeyOwner } from './idempotency-keys.js';

/**
 * What tells a repetition from another request with the same key: a digest of all that was sent, secrets too. It is kept
 * beside the answer, so it is a keyed one, which nobody can try passwords against who has the database only.
 *
 * @throws ValidationError if the body was not kept, as that of a streamed upload: no repetition of it could be recognised
 */
export function fingerprintOf(request: FastifyRequest, owner: KeyOwner, key: Buffer): string {
  const digest = createHmac('sha256', key);
  digest.update(JSON.stringify([owner.user_id, owner.route, owner.key, request.method, request.url]));
  digest.update(contentOf(request));
  return digest.digest('base64url');
}

function contentOf({ body, headers }: FastifyRequest): string | Uint8Array {
  if (typeof body === 'string' || body instanceof Uint8Array) {
    return body;
  }
  if (
    /^application\/json\b/i.test(headers['content-type'] ?? '') ||
    (body === undefined && !hasBody(headers))
  ) {
    return JSON.stringify(body) ?? '';
  }
  throw ValidationError.of(
    ['header', 'idempotency-key'],
    'idempotency_key',
    'This upload cannot be repeated: send it without Idempotency-Key',
  );
}

function hasBody(headers: FastifyRequest['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
