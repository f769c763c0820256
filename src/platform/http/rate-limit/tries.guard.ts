import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { canonicalEmail } from '../../config/canonical-email.js';
import { currentUser } from '../../context/request-context.js';
import { networkOf } from '../access/client-address.js';
import { RateLimiter } from './rate-limiter.js';

/**
 * Counts how often the secret of one account is tried. It needs the body, which names the account, and so comes after
 * all that is decided without it.
 */
@Injectable()
export class TriesGuard implements CanActivate {
  constructor(private readonly limiter: RateLimiter) {}

  /** @throws AppError RATE_LIMIT_EXCEEDED */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const account = accountOf(request);
    if (account !== undefined) {
      const reply = http.getResponse<FastifyReply>();
      await this.limiter.takeTry(account, reply);
      reply.raw.once('finish', () => {
        if (reply.statusCode < 300) {
          void this.limiter.forgetTries(account);
        }
      });
    }
    return true;
  }
}

/**
 * Whose secret a request tries: the caller's, from wherever; else that of the account which the body names, together
 * with the address, so that nobody can lock out the owner. Undefined on routes that check no secret.
 */
function accountOf(request: FastifyRequest): string | undefined {
  const tries = request.routeOptions.config.strict?.tries;
  if (tries === undefined) {
    return undefined;
  }
  if (tries === 'caller') {
    return currentUser()!.id;
  }
  const named = (request.body as Record<string, unknown> | undefined)?.[tries.field];
  const account = typeof named === 'string' ? canonicalEmail(named.trim().slice(0, 320)) : '';
  return `${networkOf(request)} ${account}`;
}
