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
const ACCOUNT = 'account';

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
      await this.limiter.take({ name: STRICT, limit }, strictKey(request), reply);
      await this.#takeForAccount(context, request, reply);
    } else if (isStrict(context)) {
      await this.limiter.takeForAddress(request, reply);
    } else {
      await this.limiter.takeForClient(request, reply);
    }
    return true;
  }

  /** Counts a try of an account until it succeeds; the count comes first, so that tries at once are all counted. */
  async #takeForAccount(
    context: ExecutionContext,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const account = accountOf(context, request);
    if (account === undefined) {
      return;
    }
    const policy = { name: ACCOUNT, limit: this.config.LOGIN_RATE_PER_MINUTE };
    const key = `${strictKey(request)} ${account}`;
    await this.limiter.take(policy, key, reply);
    reply.raw.once('finish', () => {
      if (reply.statusCode < 300) {
        void this.limiter.forget(policy, key);
      }
    });
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

/** The route and the address. */
function strictKey(request: FastifyRequest): string {
  return `${request.method} ${request.routeOptions.url ?? ''} ${addressOf(request)}`;
}

/** The account that a request names, as its owner would write it; undefined on routes that name none. */
function accountOf(context: ExecutionContext, request: FastifyRequest): string | undefined {
  const { account } = strictOptionsOf(context) ?? {};
  if (!account) {
    return undefined;
  }
  const named = (request.body as Record<string, unknown> | undefined)?.[account];
  return typeof named === 'string' ? named.trim().toLowerCase().slice(0, 320) : '';
}

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}
