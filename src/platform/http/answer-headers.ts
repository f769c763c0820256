import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Page } from '../core/list/list-query.js';
import { isPartial } from '../core/relations/partial-sets.js';
import { linkHeader } from './routes/link-header.js';
import { AnswerError } from './answers/answer-error.js';
import { isToldByVersion } from './answers/told-by-version.js';
import { entityTag, namesTag, ownTag } from './etag.js';
import { INCLUDE } from './routes/include.js';
import type { ResponseHeader } from './openapi/headers.js';

type Derive = (answer: never, request: FastifyRequest) => string | undefined;

/** What headers are made of. */
interface Row {
  id: string;
  version: number;
}

/** How a declared header follows from the answer. */
const DERIVED: Partial<Record<ResponseHeader, Derive>> = {
  ETag: (row: Partial<Row>, request) => {
    const version = partOf(row, 'version', 'ETag', request);
    return request.routeOptions.config.own ? ownTag(row.id!, version) : entityTag(version);
  },
  Location: (row: Partial<Row>, request) =>
    `${request.url.split('?', 1)[0]}/${partOf(row, 'id', 'Location', request)}`,
  Link: (page: Page<unknown>, { url }) => linkHeader(url, page),
};

/** What a header is made of. @throws AnswerError if the route has answered without it */
function partOf<K extends keyof Row>(
  row: Partial<Row>,
  name: K,
  header: ResponseHeader,
  { routeOptions: { config } }: FastifyRequest,
): Row[K] {
  const value = row[name];
  if (value === undefined) {
    throw new AnswerError(
      `${config.handler ?? 'The route'} documents the header ${header}, but what it returned has no ${name}: ` +
        'return the whole row, of which only what is documented is sent; or use @Get(), @Post(), … with @Operation()',
    );
  }
  return value;
}

/** The declared headers of an answer that follow from it, by lower-case name. @throws AnswerError if one cannot be made */
export function derivedHeaders(answer: unknown, request: FastifyRequest): Record<string, string> {
  const derived: Record<string, string> = {};
  const embeds = (request.query as Record<string, unknown>)[INCLUDE] !== undefined;
  for (const name of request.routeOptions.config.headers ?? []) {
    // What is embedded, and what is left out of a set, has versions of its own.
    const isUntagged = name === 'ETag' && (embeds || isPartial(answer));
    const value = isUntagged ? undefined : DERIVED[name]?.(answer as never, request);
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
          try {
            if (reply.statusCode < 300) {
              void reply.headers(derivedHeaders(answer, request));
              skipKnown(request, reply);
            }
          } catch (error) {
            done(error as Error);
            return;
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
  const { accepts, number } = request.routeOptions.config;
  const accepted = accepts?.includes('If-None-Match') && isToldByVersion(number);
  const tag = reply.getHeader('etag');
  if (known !== undefined && accepted && tag !== undefined && namesTag(known, String(tag))) {
    void reply.status(304).removeHeader('content-type');
    void reply.serializer(() => undefined as unknown as string);
  }
}
