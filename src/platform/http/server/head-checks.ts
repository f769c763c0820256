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
    } else if (!isFramedAsKnown(request.raw)) {
      done(new AppError('BAD_REQUEST', { detail: 'This is not a valid HTTP/1.1 request' }));
    } else if (!hasOneHost(request.raw)) {
      done(new AppError('BAD_REQUEST', { detail: 'The request needs one Host header' }));
    } else if (countOf('authorization', request.raw) > 1) {
      done(new AppError('BAD_REQUEST', { detail: 'The request has more than one Authorization header' }));
    } else if (expectsMore(request.raw)) {
      done(new AppError('EXPECTATION_FAILED'));
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

/** Node's parser lets HTTP/0.9 and HTTP/2.0 pass as HTTP/1, and takes the bytes of a coding before `chunked` for the body. */
function isFramedAsKnown({ httpVersionMajor, headers }: IncomingMessage): boolean {
  const coding = headers['transfer-encoding'];
  return httpVersionMajor === 1 && !(coding?.includes(',') ?? false);
}

/** RFC 9112, 3.2: one `Host`, which only requests of HTTP/1.0 may leave out. Two could mean different things to a proxy. */
function hasOneHost(request: IncomingMessage): boolean {
  return request.headers.host === undefined ? request.httpVersion === '1.0' : countOf('host', request) === 1;
}

/** How often a header comes; Node keeps the first one of `Host` and `Authorization` and drops the others. */
function countOf(name: string, { rawHeaders }: IncomingMessage): number {
  let count = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.length === name.length && rawHeaders[i]!.toLowerCase() === name) {
      count++;
    }
  }
  return count;
}

/** RFC 9110, 10.1.1: what is not understood is refused. `closeRefusedUploads` answers `100-continue`. */
function expectsMore({ headers: { expect } }: IncomingMessage): boolean {
  return expect !== undefined && expect.toLowerCase() !== '100-continue';
}
