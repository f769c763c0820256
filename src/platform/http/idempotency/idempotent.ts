import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hiddenPosition } from '../routes/route-arguments.js';
import { type Exchange, IdempotencyPipe } from './idempotency.pipe.js';
import type { IdempotentRequest } from './idempotent-request.js';

type Handler = (this: unknown, ...args: unknown[]) => unknown;

const RequestAndReply = createParamDecorator((_data: unknown, context: ExecutionContext): Exchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
});

/**
 * Has a method of a controller carry a request with an `Idempotency-Key` out once, see `IdempotentRequest`. Without the
 * header the route works as it is.
 *
 * It gives the method one more parameter, hidden from its code. Unlike an interceptor this costs other requests nothing.
 *
 * @returns what takes the method's place
 */
export function idempotent(prototype: object, name: string, handle: Handler): Handler {
  const position = hiddenPosition(prototype, name, handle);
  RequestAndReply(IdempotencyPipe)(prototype, name, position);
  return function (...args) {
    const repeatable = args[position] as IdempotentRequest | undefined;
    return repeatable ? repeatable.once(async () => handle.apply(this, args)) : handle.apply(this, args);
  };
}
