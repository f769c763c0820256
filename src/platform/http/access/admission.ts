import { Injectable, NotFoundException } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Authenticator, type Caller } from '../../context/authenticator.js';
import { currentContext } from '../../context/request-context.js';
import { ForbiddenError, UnauthorizedError } from '../../errors/errors.js';
import { RateLimiter } from '../rate-limit/rate-limiter.js';
import { isUnrouted, PREFLIGHT_ROUTE } from '../server/unrouted.js';
import { bearerTokenOf } from './bearer-token.js';
import { limitCaching } from './caching.js';

/**
 * Lets requests in, or not, before a byte of their body is read: who calls, whether they may, and whether they have
 * called too often. Denies by default: every route needs a session, unless `@Public()` opens it. A public route takes a
 * good token too, so that it can show its caller more; any other token does not matter there.
 *
 * Who has a good token is counted as a user, all sessions together. All others are counted by their address, those with
 * a worthless token apart from those without one. So nobody can use up what somebody else at the same address has.
 */
@Injectable()
export class Admission {
  constructor(
    private readonly authenticator: Authenticator,
    private readonly limiter: RateLimiter,
  ) {}

  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', async (request, reply) => {
      const { probe, unlimited } = request.routeOptions.config;
      if (isUnrouted(request)) {
        await this.limiter.takeForAddress(request, reply);
        refuseUnrouted(request);
      } else if (!probe && !unlimited) {
        limitCaching(request, reply);
        await this.#admit(request, reply);
      }
    });
  }

  /** @throws UnauthorizedError, ForbiddenError, AppError RATE_LIMIT_EXCEEDED */
  async #admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { access, strict } = request.routeOptions.config;
    const token = bearerTokenOf(request);
    const caller = token === undefined ? undefined : await this.authenticator.findCaller(token);
    if (caller) {
      enter(caller, request);
      await this.limiter.takeForUser(caller.user.id, reply);
    } else if (token === undefined || access === 'public') {
      await this.limiter.takeForAddress(request, reply);
    } else {
      await this.limiter.takeForRefusedToken(request, reply);
    }
    if (access !== 'public') {
      if (!caller) {
        throw new UnauthorizedError(request.headers.authorization !== undefined);
      }
      if (access && !access.includes(caller.user.role)) {
        throw new ForbiddenError();
      }
    }
    if (strict) {
      await this.limiter.takeStrict(request, caller?.user.id, reply);
    }
  }
}

/** @throws NotFoundException at once, so that no body is read for nothing */
function refuseUnrouted({ routeOptions }: FastifyRequest): void {
  if (routeOptions.url !== PREFLIGHT_ROUTE) {
    throw new NotFoundException();
  }
}

function enter({ user, session_id }: Caller, request: object): void {
  const context = currentContext()!;
  context.signIn(user);
  context.sessionId = session_id;
  // Where guards and decorators look for it that are written as in Nest's documentation.
  Object.assign(request, { user });
}
