import type { FastifyInstance } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Config } from '../../config/config.js';
import { AppError } from '../../errors/app-error.js';
import { isMalformed } from './request-url.js';

/** Refuses requests whose URL or headers are too long or malformed before anything reads them. */
export function checkHeads(
  fastify: FastifyInstance,
  config: Pick<Config, 'URL_LIMIT_BYTES' | 'HEADER_LIMIT_BYTES'>,
): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const url = request.raw.url ?? '';
    if (url.length > config.URL_LIMIT_BYTES) {
      done(new AppError('URI_TOO_LONG'));
    } else if (headerBytes(request.raw.rawHeaders) > config.HEADER_LIMIT_BYTES) {
      done(new AppError('HEADERS_TOO_LARGE'));
    } else if (!hasOneHost(request.raw)) {
      done(new AppError('BAD_REQUEST', { detail: 'The request needs one Host header' }));
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

/** RFC 9112, 3.2: one `Host`, which only requests of HTTP/1.0 may leave out. Two could mean different things to a proxy. */
function hasOneHost({ headers, rawHeaders, httpVersion }: IncomingMessage): boolean {
  if (headers.host === undefined) {
    return httpVersion === '1.0';
  }
  let hosts = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.length === 4 && rawHeaders[i]!.toLowerCase() === 'host') {
      hosts++;
    }
  }
  return hosts === 1;
}
