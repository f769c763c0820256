import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../config/config.js';
import { AppError } from '../../errors/app-error.js';
import { networkOf } from '../access/client-address.js';
import type { Count, Counts } from './count.js';

/** The token of what keeps the counts. */
export const COUNTS = Symbol('counts');

/** The length of every window, in milliseconds. */
const WINDOW_MS = 60_000;

/** One limit, as clients see it in `RateLimit-Policy`. */
interface Policy {
  name: string;
  /** Requests a minute. */
  limit: number;
}

/**
 * Counts requests and refuses those beyond a limit. Answers tell the state in `RateLimit` and `RateLimit-Policy`
 * (draft-ietf-httpapi-ratelimit-headers-10), one member for each limit that the request counts for. Every method that
 * counts throws an AppError RATE_LIMIT_EXCEEDED when the limit is used up.
 */
@Injectable()
export class RateLimiter {
  readonly #enabled: boolean;
  readonly #general: Policy;
  readonly #strict: Policy;
  readonly #account: Policy;

  constructor(
    @Inject(COUNTS) private readonly counts: Counts,
    config: Config,
  ) {
    this.#enabled = config.RATE_LIMIT_ENABLED;
    this.#general = { name: 'default', limit: config.RATE_LIMIT_PER_MINUTE };
    this.#strict = { name: 'strict', limit: config.AUTH_RATE_PER_MINUTE };
    this.#account = { name: 'account', limit: config.LOGIN_RATE_PER_MINUTE };
  }

  /** Counts a request for a user, whatever the session. */
  takeForUser(id: string, reply: FastifyReply): Promise<void> {
    return this.#take(this.#general, `user:${id}`, reply);
  }

  /** Counts a request without a token for its address. */
  takeForAddress(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.#take(this.#general, `address:${networkOf(request)}`, reply);
  }

  /** Counts a request with a worthless token for its address. */
  takeForRefusedToken(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    return this.#take(this.#general, `refused:${networkOf(request)}`, reply);
  }

  /** Counts a request to a strict route: for its user if there is one, else for its address. */
  async takeStrict(request: FastifyRequest, userId: string | undefined, reply: FastifyReply): Promise<void> {
    await this.#take(this.#strict, `${routeOf(request)} ${userId ?? networkOf(request)}`, reply);
  }

  /**
   * Counts a try of a secret. The count comes first, so that tries at once are all counted; `forgetTries` takes it back.
   *
   * @param account whose secret it is, and from where it is tried if that matters
   */
  async takeTry(account: string, reply: FastifyReply): Promise<void> {
    await this.#take(this.#account, account, reply);
  }

  /** Forgets the tries of a secret, after a right one. */
  async forgetTries(account: string): Promise<void> {
    await this.counts.forget(`${this.#account.name}:${account}`);
  }

  async #take(policy: Policy, key: string, reply: FastifyReply): Promise<void> {
    if (this.#enabled) {
      tell(policy, await this.counts.increment(`${policy.name}:${key}`, WINDOW_MS), reply);
    }
  }
}

function routeOf({ method, routeOptions }: FastifyRequest): string {
  return `${method} ${routeOptions.url ?? ''}`;
}

function tell({ name, limit }: Policy, { hits, seconds_left }: Count, reply: FastifyReply): void {
  addMember(reply, 'ratelimit-policy', `"${name}";q=${limit};w=${WINDOW_MS / 1000}`);
  addMember(reply, 'ratelimit', `"${name}";r=${Math.max(0, limit - hits)};t=${seconds_left}`);
  if (hits > limit) {
    throw new AppError('RATE_LIMIT_EXCEEDED', { headers: { 'retry-after': String(seconds_left) } });
  }
}

/** Adds to a list header. */
function addMember(reply: FastifyReply, header: string, member: string): void {
  const present = reply.getHeader(header);
  void reply.header(header, present === undefined ? member : `${String(present)}, ${member}`);
}
