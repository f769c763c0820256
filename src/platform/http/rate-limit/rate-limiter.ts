import { Injectable } from '@nestjs/common';
import { InjectThrottlerStorage } from '@nestjs/throttler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../config/config.js';
import { AppError } from '../../errors/app-error.js';
import { addressOf, tokenHashOf } from './client-key.js';
import type { Count, Counts } from './count.js';
import { MemoryCounts } from './memory-counts.js';

/** The length of every window, in milliseconds. */
export const WINDOW_MS = 60_000;

/** One limit, as clients see it in `RateLimit-Policy`. */
export interface Policy {
  name: string;
  /** Requests a minute. */
  limit: number;
}

/**
 * Counts requests and refuses those beyond a limit. Answers tell the state in `RateLimit` and `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers-10), one member for each limit that the request counts for.
 */
@Injectable()
export class RateLimiter {
  readonly #general: Policy;
  /** Tokens that were refused, by address: each made-up token would otherwise be a client of its own. */
  readonly #refusedTokens = new MemoryCounts();

  constructor(
    @InjectThrottlerStorage() private readonly counts: Counts,
    config: Config,
  ) {
    this.#general = { name: 'default', limit: config.RATE_LIMIT_PER_MINUTE };
  }

  /**
   * Counts a request for the session whose token it carries, else for its address.
   *
   * @throws AppError RATE_LIMIT_EXCEEDED
   */
  async takeForClient(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const token = tokenHashOf(request);
    if (!token) {
      return this.takeForAddress(request, reply);
    }
    const { limit } = this.#general;
    const refused = this.#refusedTokens.peek(addressOf(request), limit);
    if (refused && refused.totalHits >= limit) {
      this.#tell(this.#general, { ...refused, isBlocked: true }, reply);
    }
    return this.take(this.#general, `token:${token}`, reply);
  }

  /**
   * Counts a request for its address, whatever token it carries: for routes that check none.
   *
   * @throws AppError RATE_LIMIT_EXCEEDED
   */
  async takeForAddress(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.take(this.#general, `address:${addressOf(request)}`, reply);
  }

  /**
   * Counts one request.
   *
   * @param key whom it counts for
   * @throws AppError RATE_LIMIT_EXCEEDED
   */
  async take(policy: Policy, key: string, reply: FastifyReply): Promise<void> {
    const count = await this.counts.increment(
      `${policy.name}:${key}`,
      WINDOW_MS,
      policy.limit,
      WINDOW_MS,
      policy.name,
    );
    this.#tell(policy, count, reply);
  }

  /** Forgets what was counted for a key. */
  async forget(policy: Policy, key: string): Promise<void> {
    await this.counts.forget(`${policy.name}:${key}`);
  }

  /** Notes that a token which the request carried is worth nothing. */
  noteRefusedToken(request: FastifyRequest): void {
    void this.#refusedTokens.increment(addressOf(request), WINDOW_MS, this.#general.limit);
  }

  #tell({ name, limit }: Policy, count: Count, reply: FastifyReply): void {
    const left = Math.max(0, limit - count.totalHits);
    addMember(reply, 'ratelimit-policy', `"${name}";q=${limit};w=${WINDOW_MS / 1000}`);
    addMember(reply, 'ratelimit', `"${name}";r=${left};t=${count.timeToExpire}`);
    if (count.isBlocked) {
      throw new AppError('RATE_LIMIT_EXCEEDED', {
        headers: { 'retry-after': String(count.timeToBlockExpire) },
      });
    }
  }
}

/** Adds to a list header. */
function addMember(reply: FastifyReply, header: string, member: string): void {
  const present = reply.getHeader(header);
  void reply.header(header, present === undefined ? member : `${String(present)}, ${member}`);
}
