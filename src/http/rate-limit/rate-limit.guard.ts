import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerRequest,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../config/config.js';
import { addressOf } from './client-key.js';
import { RateLimiter } from './rate-limiter.js';
import { STRICT_RATE_LIMIT, type StrictRateLimitOptions } from './strict-rate-limit.decorator.js';

/** The throttlers of the module: each request counts for the first, those to strict routes for the second too. */
export const GENERAL = 'default';
export const STRICT = 'strict';

/** Limits every route of the API; health, metrics and documentation lie outside and always answer. */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly limiter: RateLimiter,
    private readonly config: Config,
  ) {
    super(options, storage, reflector);
  }

  protected override shouldSkip(context: ExecutionContext): Promise<boolean> {
    return Promise.resolve(!this.config.RATE_LIMIT_ENABLED || !isOfApi(requestOf(context)));
  }

  protected override async handleRequest({ context, limit, throttler }: ThrottlerRequest): Promise<boolean> {
    const request = requestOf(context);
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (throttler.name === STRICT) {
      await this.limiter.take({ name: STRICT, limit }, strictKey(context, request), reply);
    } else if (isStrict(context)) {
      await this.limiter.takeForAddress(request, reply);
    } else {
      await this.limiter.takeForClient(request, reply);
    }
    return true;
  }
}

/** Whether a route is marked with `@StrictRateLimit()`. */
export function isStrict(context: ExecutionContext): boolean {
  return strictOptionsOf(context) !== undefined;
}

function strictOptionsOf(context: ExecutionContext): StrictRateLimitOptions | undefined {
  return Reflect.getMetadata(STRICT_RATE_LIMIT, context.getHandler()) as StrictRateLimitOptions | undefined;
}

function isOfApi(request: FastifyRequest): boolean {
  return request.routeOptions.url?.startsWith('/api/') ?? false;
}

/** The route and the address, and the account where the route has one. */
function strictKey(context: ExecutionContext, request: FastifyRequest): string {
  const { account } = strictOptionsOf(context) ?? {};
  const named = account && (request.body as Record<string, unknown> | undefined)?.[account];
  const name = typeof named === 'string' ? named.trim().toLowerCase().slice(0, 320) : '';
  return [`${request.method} ${request.routeOptions.url ?? ''}`, addressOf(request), name].join(' ');
}

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}
