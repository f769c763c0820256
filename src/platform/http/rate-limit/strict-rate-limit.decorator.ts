import { Facts } from '../routes/route-facts.js';

/** What a strict route counts besides requests. */
export interface StrictRateLimitOptions {
  /**
   * Whose secret is tried: that of the account which a field of the body names, counted together with the address, or
   * the caller's own. Up to `LOGIN_RATE_PER_MINUTE` tries pass, until one succeeds: whoever tries out passwords is
   * stopped, and the owner of the account, elsewhere, is not.
   */
  tries?: { field: string } | 'caller';
}

/**
 * Limits a route to `AUTH_RATE_PER_MINUTE` requests a minute for each user, or each address without one, besides the
 * limit that every route has. For routes that check or send secrets: login, registration, password reset, e-mail
 * verification.
 */
export const StrictRateLimit = (options: StrictRateLimitOptions = {}): MethodDecorator =>
  Facts({ strict: options });
