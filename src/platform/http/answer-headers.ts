import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Page } from '../core/list/list-query.js';
import { linkHeader } from './routes/link-header.js';
import { entityTag, namesTag, ownTag } from './etag.js';
import { INCLUDE } from './routes/include.js';
import type { ResponseHeader } from './openapi/headers.js';

type Derive = (answer: never, request: FastifyRequest) => string | undefined;

/** How a declared header follows from the answer. */
const DERIVED: Partial<Record<ResponseHeader, Derive>> = {
  ETag: ({ id, version }: { id: string; version: number }, { routeOptions }) =>
    routeOptions.config.own ? ownTag(id, version) : entityTag(version),
  Location: ({ id }: { id: string }, { url }) => `${url.split('?', 1)[0]}/${id}`,
  Link: (page: Page<unknown>, { url }) => linkHeader(url, page),
};

/** The declared headers of an answer that follow from it, by lower-case name. */
export function derivedHeaders(answer: unknown, request: FastifyRequest): Record<string, string> {
  const derived: Record<string, string> = {};
  const embeds = (request.query as Record<string, unknown>)[INCLUDE] !== undefined;
  for (const name of request.routeOptions.config.headers ?? []) {
    // What is embedded has versions of its own.
    const value = name === 'ETag' && embeds ? undefined : DERIVED[name]?.(answer as never, request);
    if (value !== undefined) {
      derived[name.toLowerCase()] = value;
    }
  }
  return derived;
}

/**
 * Gives successful answers the headers that their operations declare, and answers 304 without a body where the
 * operation accepts `If-None-Match` and the request names the tag. Other routes are not touched.
 */
export function setDeclaredHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.config?.headers?.some((name) => name in DERIVED)) {
      route.preSerialization = [
        ...[route.preSerialization ?? []].flat(),
        (request, reply, answer, done) => {
          if (reply.statusCode < 300) {
            void reply.headers(derivedHeaders(answer, request));
            skipKnown(request, reply);
          }
          done(null, answer);
        },
      ];
    }
  });
}

/** Leaves out a body that the client has already. */
function skipKnown(request: FastifyRequest, reply: FastifyReply): void {
  const known = request.headers['if-none-match'];
  const accepted = request.routeOptions.config.accepts?.includes('If-None-Match');
  const tag = reply.getHeader('etag');
  if (known !== undefined && accepted && tag !== undefined && namesTag(known, String(tag))) {
    void reply.status(304).removeHeader('content-type');
    void reply.serializer(() => undefined as unknown as string);
  }
}
