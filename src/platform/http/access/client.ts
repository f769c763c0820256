import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { addressOf } from './client-address.js';

/** Where a request comes from, as far as one can tell. */
export interface RequestClient {
  ip_address: string | null;
  user_agent: string | null;
}

/** Where the request comes from: behind a trusted proxy, the address that it forwards. */
export const Client = createParamDecorator((_data: unknown, context: ExecutionContext): RequestClient => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return { ip_address: addressOf(request) || null, user_agent: request.headers['user-agent'] ?? null };
});
