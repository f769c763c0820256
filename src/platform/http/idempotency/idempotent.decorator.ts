import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Exchange, IdempotencyPipe } from './idempotency.pipe.js';
import type { IdempotentRequest } from './idempotent-request.js';

type Handler = (...args: unknown[]) => Promise<unknown>;

const RequestAndReply = createParamDecorator((_data: unknown, context: ExecutionContext): Exchange => {
  const http = context.switchToHttp();
  return { request: http.getRequest<FastifyRequest>(), reply: http.getResponse<FastifyReply>() };
});

/**
 * Lets clients repeat a request with an `Idempotency-Key`: it is carried out once, see `IdempotentRequest`. Without the
 * header the route works as if the decorator were not there. Operations that accept the header have it.
 *
 * It gives the method one more parameter, hidden from its code. Unlike an interceptor this costs other requests nothing.
 */
export function Idempotent(): MethodDecorator {
  return (target, name, descriptor: PropertyDescriptor) => {
    const handle = descriptor.value as Handler;
    const position = handle.length;
    RequestAndReply(IdempotencyPipe)(target, name, position);
    const once: Handler = function (this: unknown, ...args) {
      const repeatable = args[position] as IdempotentRequest | undefined;
      return repeatable ? repeatable.once(() => handle.apply(this, args)) : handle.apply(this, args);
    };
    for (const key of Reflect.getMetadataKeys(handle)) {
      Reflect.defineMetadata(key, Reflect.getMetadata(key, handle), once);
    }
    descriptor.value = Object.defineProperty(once, 'name', { value: handle.name });
  };
}
