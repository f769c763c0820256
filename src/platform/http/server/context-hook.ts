import type { FastifyInstance, FastifyRequest } from 'fastify';
import { newId } from '../../context/new-id.js';
import { RequestContext, runInContext, type UnitOfWork } from '../../context/request-context.js';

const CORRELATION_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** `version-traceid-parentid-flags`, as W3C Trace Context has it. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}/;

const CONTEXT = Symbol('context');

declare module 'fastify' {
  interface FastifyRequest {
    [CONTEXT]?: RequestContext;
  }
}

/** The correlation id of a request: the client's if it is well-formed, else a new one. */
export function correlationIdOf(header: string | string[] | undefined): string {
  return typeof header === 'string' && CORRELATION_ID.test(header) ? header : newId();
}

/**
 * Enters the context of each request, in the first hook that Fastify runs. Reading a body leaves it, since the socket's
 * events run in a context of their own; so it is entered again before the handler.
 *
 * @param header the name of the correlation header, which every response carries
 */
export function enterContextOnRequest(fastify: FastifyInstance, database: UnitOfWork, header: string): void {
  fastify.decorateRequest(CONTEXT);
  fastify.addHook('onRequest', (request, reply, done) => {
    const traceId = TRACEPARENT.exec(String(request.headers.traceparent))?.[1];
    const context = new RequestContext(request.id, database, traceId);
    request[CONTEXT] = context;
    void reply.header(header, request.id);
    runInContext(context, done);
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    if (request.body !== undefined) {
      enterAgain(request, done);
    } else {
      done();
    }
  });
}

/** Enters the context of each request again, after hooks that may have left it. */
export function enterContextAgain(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => enterAgain(request, done));
}

function enterAgain(request: FastifyRequest, done: () => void): void {
  const context = request[CONTEXT];
  if (context) {
    runInContext(context, done);
  } else {
    done();
  }
}
