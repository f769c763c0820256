import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { currentContext } from '../platform/context/request-context.js';
import { ForbiddenError, UnauthorizedError } from '../platform/errors/errors.js';
import { accessOf } from '../platform/http/access/access.js';
import { RateLimiter } from '../platform/http/rate-limit/rate-limiter.js';
import { type Caller, SessionsService } from '../sessions/sessions.service.js';

/** RFC 6750, 2.1; the scheme in any case (RFC 9110, 11.1). */
const BEARER = /^Bearer +(\S+) *$/i;

/** Denies by default: every route needs a session, unless `@Public()` opens it. Runs before a body is validated. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: SessionsService,
    private readonly limiter: RateLimiter,
  ) {}

  /** @throws UnauthorizedError, ForbiddenError */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const access = accessOf(this.reflector, context.getHandler(), context.getClass());
    if (access === 'public') {
      return true;
    }
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const { session_id, stale: _stale, ...user } = await this.#caller(request);
    const unit = currentContext()!;
    unit.signIn(user);
    unit.sessionId = session_id;
    if (access && !access.includes(user.role)) {
      throw new ForbiddenError();
    }
    return true;
  }

  async #caller(request: FastifyRequest): Promise<Caller> {
    const { authorization } = request.headers;
    const token = BEARER.exec(authorization ?? '')?.[1];
    const caller = token && (await this.sessions.findCaller(token));
    if (!caller) {
      this.limiter.noteRefusedToken(request);
      throw new UnauthorizedError(authorization !== undefined);
    }
    return caller;
  }
}
