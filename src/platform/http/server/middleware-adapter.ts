import middie from '@fastify/middie';
import type { RequestMethod } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { enterContextAgain } from './context-hook.js';
import { keepExchange } from './exchange.js';

/**
 * The adapter of Nest, whose support for middleware, which costs a third of a small request, is there once some module
 * asks for it: `consumer.apply(…).forRoutes(…)`. Make it with `skipMiddie`.
 */
export class MiddlewareAdapter extends FastifyAdapter<Server, IncomingMessage, ServerResponse> {
  #supported?: Promise<void>;

  override async createMiddlewareFactory(method: RequestMethod) {
    await (this.#supported ??= supportMiddleware(this.getInstance()));
    return super.createMiddlewareFactory(method);
  }
}

/** Middleware runs after all hooks there are so far: limits, checks, CORS. */
async function supportMiddleware(fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onRequest', (request, reply, done) => {
    keepExchange(request, reply);
    // A middleware may answer by itself, with Node's response, which knows nothing of Fastify's headers.
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    done();
  });
  await fastify.register(middie);
  enterContextAgain(fastify);
}
