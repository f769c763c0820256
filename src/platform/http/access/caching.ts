import { type ExecutionContext, SetMetadata, type Type } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';

const NO_STORE = Symbol('no store');

/** Keeps the answers of a route, or of all routes of a controller, out of every cache: for secrets and personal data. */
export const NoStore = () => SetMetadata(NO_STORE, true);

/** Whether the decorators of a route's method or class keep its answers out of every cache. */
export function isNoStore(
  reflector: Reflector,
  handler: ReturnType<ExecutionContext['getHandler']>,
  controller: Type,
): boolean {
  return reflector.getAllAndOverride<boolean | undefined>(NO_STORE, [handler, controller]) ?? false;
}

/**
 * Says who may keep an answer. One that was made for a caller is for this caller's own cache, which asks again each
 * time; that of a route which others may call without a token is at least never given to somebody with another one.
 */
export function limitCaching({ routeOptions, headers }: FastifyRequest, reply: FastifyReply): void {
  const { access, noStore } = routeOptions.config;
  if (noStore) {
    void reply.header('cache-control', 'no-store');
  } else if (access !== 'public' || headers.authorization !== undefined) {
    void reply.header('cache-control', 'private, no-cache');
  }
  const vary = reply.getHeader('vary');
  void reply.header('vary', vary === undefined ? 'Authorization' : `${String(vary)}, Authorization`);
}
