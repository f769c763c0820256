import type { CurrentUser } from './request-context.js';

/** Who calls, and by which session. */
export interface Caller {
  user: CurrentUser;
  session_id: string;
}

/** Tells who a token belongs to. The platform asks; the application provides it, since it has the sessions. */
export abstract class Authenticator {
  /** @returns undefined if the token is malformed, unknown, expired or revoked */
  abstract findCaller(token: string): Promise<Caller | undefined>;
}
