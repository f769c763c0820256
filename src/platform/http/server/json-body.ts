import type { RawBodyRequest } from '@nestjs/common';
import { isUtf8 } from 'node:buffer';
import type { FastifyContextConfig, FastifyInstance, FastifyRequest } from 'fastify';
import type { IncomingMessage } from 'node:http';
import type { Config } from '../../config/config.js';
import { AppError } from '../../errors/app-error.js';
import { scanJson } from './json-limits.js';
import { parseNotingLossy } from './lossy-numbers.js';

type Limits = Pick<
  Config,
  'BODY_LIMIT_BYTES' | 'BULK_BODY_LIMIT_BYTES' | 'JSON_MAX_DEPTH' | 'JSON_MAX_KEYS' | 'BULK_JSON_MAX_KEYS'
>;

/**
 * Lets Fastify take JSON bodies and nothing else; any other content type gets 415. An empty body counts as none. A body
 * that is nested too deeply or has too many parts is refused before anything walks through it. Large bodies are for
 * callers with a token only.
 */
export function acceptJsonOnly(fastify: FastifyInstance, limits: Limits): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    /^application\/json\s*(;|$)/i,
    { parseAs: 'buffer' },
    (request, body, done) => {
      try {
        if (request.routeOptions.config.rawBody) {
          (request as RawBodyRequest<FastifyRequest>).rawBody = body as Buffer;
        }
        done(null, parse(body as Buffer, request, limits));
      } catch (error) {
        done(error as Error, undefined);
      }
    },
  );
  fastify.addContentTypeParser('*', refuseUnlessEmpty);
  fastify.addHook('onRoute', (route) => {
    if (takesLargeBodies(route.config)) {
      route.bodyLimit = limits.BULK_BODY_LIMIT_BYTES;
    }
  });
}

/** A body of no bytes is no body, whatever its type; any other is refused at its first byte. */
function refuseUnlessEmpty(
  _request: FastifyRequest,
  payload: IncomingMessage,
  done: (error: Error | null, body?: unknown) => void,
): void {
  const settle = (error: Error | null): void => {
    payload.off('data', onData).off('end', onEnd).off('error', settle);
    done(error);
  };
  const onData = (): void => {
    payload.pause();
    settle(new AppError('UNSUPPORTED_MEDIA_TYPE'));
  };
  const onEnd = (): void => settle(null);
  payload.on('data', onData).on('end', onEnd).on('error', settle);
}

function takesLargeBodies(config: FastifyContextConfig | undefined): boolean {
  return (config?.bulk ?? false) && config?.access !== 'public';
}

function parse(bytes: Buffer, request: FastifyRequest, limits: Limits): unknown {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new AppError('UNSUPPORTED_MEDIA_TYPE', { detail: 'Send the body without Content-Encoding' });
  }
  const body = withoutBom(bytes);
  if (body.length === 0) {
    return undefined;
  }
  if (!isUtf8(body)) {
    throw new AppError('BAD_REQUEST', { detail: 'The body is not valid UTF-8' });
  }
  const large = takesLargeBodies(request.routeOptions.config);
  const maxParts = large ? limits.BULK_JSON_MAX_KEYS : limits.JSON_MAX_KEYS;
  const rounded = scanJson(body, limits.JSON_MAX_DEPTH, maxParts);
  try {
    return rounded ? parseNotingLossy(body.toString()) : (JSON.parse(body.toString()) as unknown);
  } catch (error) {
    throw new AppError('BAD_REQUEST', { detail: 'The body is not valid JSON', cause: error });
  }
}

/** Some editors put a byte order mark before the text. */
function withoutBom(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
