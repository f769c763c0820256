import { SetMetadata } from '@nestjs/common';

/** What a strict route counts by, besides the address of the client. */
export interface StrictRateLimitOptions {
  /**
   * The body's field that names the account. Failures are then counted for each account and address together, up to
   * `LOGIN_RATE_PER_MINUTE`: whoever tries out passwords is stopped, and the owner of the account, elsewhere, is not.
   * A success forgets the failures before it.
   */
  account?: string;
}

export const STRICT_RATE_LIMIT = 'strata:strict-rate-limit';

/**
 * Limits a route to `AUTH_RATE_PER_MINUTE` requests a minute for each client address, besides the limit that every
 * route has. For routes that check or send secrets: login, registration, password reset, e-mail verification.
 */
export const StrictRateLimit = (options: StrictRateLimitOptions = {}): MethodDecorator =>
  SetMetadata(STRICT_RATE_LIMIT, options);
