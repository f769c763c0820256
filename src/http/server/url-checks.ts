import type { FastifyInstance } from 'fastify';
import type { Config } from '../../config/config.js';
import { AppError } from '../../errors/app-error.js';
import { isMalformed } from './request-url.js';

/** Refuses URLs and headers that are too long or malformed before anything reads them. */
export function checkUrls(
  fastify: FastifyInstance,
  config: Pick<Config, 'URL_LIMIT_BYTES' | 'HEADER_LIMIT_BYTES'>,
): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const url = request.raw.url ?? '';
    if (url.length > config.URL_LIMIT_BYTES) {
      done(new AppError('URI_TOO_LONG'));
    } else if (headerBytes(request.raw.rawHeaders) > config.HEADER_LIMIT_BYTES) {
      done(new AppError('HEADERS_TOO_LARGE'));
    } else if (isMalformed(request.raw)) {
      done(new AppError('BAD_REQUEST', { detail: 'The URL is not valid percent-encoded UTF-8' }));
    } else {
      done();
    }
  });
}

function headerBytes(rawHeaders: string[]): number {
  return rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
}
