import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  InjectThrottlerOptions,
  InjectThrottlerStorage,
  ThrottlerGuard,
  type ThrottlerModuleOptions,
  type ThrottlerStorage,
} from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../config/config.js';
import { addressOf } from './client-key.js';
import { type Policy, RateLimiter } from './rate-limiter.js';
import { STRICT_RATE_LIMIT, type StrictRateLimitOptions } from './strict-rate-limit.decorator.js';

/**
 * Limits every route of the API; health, metrics and documentation lie outside and always answer. It decides
 * by itself, since the throttler's guard looks a dozen decorators up for each request.
 */
@Injectable()
export class RateLimitGuard extends ThrottlerGuard {
  readonly #enabled: boolean;
  readonly #strict: Policy;
  readonly #account: Policy;

  constructor(
    @InjectThrottlerOptions() options: ThrottlerModuleOptions,
    @InjectThrottlerStorage() storage: ThrottlerStorage,
    reflector: Reflector,
    private readonly limiter: RateLimiter,
    config: Config,
  ) {
    super(options, storage, reflector);
    this.#enabled = config.RATE_LIMIT_ENABLED;
    this.#strict = { name: 'strict', limit: config.AUTH_RATE_PER_MINUTE };
    this.#account = { name: 'account', limit: config.LOGIN_RATE_PER_MINUTE };
  }

  /** @throws AppError RATE_LIMIT_EXCEEDED */
  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    if (!this.#enabled || !isOfApi(request)) {
      return true;
    }
    const reply = http.getResponse<FastifyReply>();
    const strict = strictOptionsOf(context);
    if (strict) {
      await this.limiter.takeForAddress(request, reply);
      await this.limiter.take(this.#strict, strictKey(request), reply);
      await this.#takeForAccount(strict, request, reply);
    } else {
      await this.limiter.takeForClient(request, reply);
    }
    return true;
  }

  /** Counts a try of an account until it succeeds; the count comes first, so that tries at once are all counted. */
  async #takeForAccount(
    options: StrictRateLimitOptions,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const account = accountOf(options, request);
    if (account === undefined) {
      return;
    }
    const key = `${strictKey(request)} ${account}`;
    await this.limiter.take(this.#account, key, reply);
    reply.raw.once('finish', () => {
      if (reply.statusCode < 300) {
        void this.limiter.forget(this.#account, key);
      }
    });
  }
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
function accountOf({ account }: StrictRateLimitOptions, request: FastifyRequest): string | undefined {
  if (!account) {
    return undefined;
  }
  const named = (request.body as Record<string, unknown> | undefined)?.[account];
  return typeof named === 'string' ? named.trim().toLowerCase().slice(0, 320) : '';
}
