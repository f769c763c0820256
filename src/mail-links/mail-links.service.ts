import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import { ValidationError } from '../platform/errors/errors.js';
import { hashOf, randomToken } from '../sessions/token.js';
import type { MailPurpose } from './mail-purpose.js';
import { MailTokensRepository } from './mail-tokens.repository.js';

/** How long a link works, in seconds, and the page of the front end that it opens. */
const LINKS: Record<MailPurpose, { ttl: number; page: string }> = {
  password_reset: { ttl: 3_600, page: 'reset-password' },
  email_verification: { ttl: 86_400, page: 'verify-email' },
};

/** Unexpired links that one user may have for one purpose: enough for the impatient, too few to flood a mailbox. */
const MAX_LINKS = 5;

/** A link that is about to be sent. */
export interface MailLink {
  url: string;
  token: string;
}

/** The links in mails: each works once, until it expires. Only the SHA-256 of its token is stored. */
@Injectable()
export class MailLinksService {
  constructor(
    private readonly tokens: MailTokensRepository,
    private readonly config: Config,
  ) {}

  /** Makes a link. @returns undefined if the user cannot sign in (any more), or has too many unexpired ones */
  async issue(userId: string, purpose: MailPurpose): Promise<MailLink | undefined> {
    const token = randomToken();
    const { ttl, page } = LINKS[purpose];
    const row = { user_id: userId, purpose, token_hash: hashOf(token) };
    return (await this.tokens.insert(row, ttl, MAX_LINKS))
      ? { token, url: `${this.config.PUBLIC_URL}/${page}?token=${token}` }
      : undefined;
  }

  /** The id of the user whom a token belongs to. @throws ValidationError if it does not work (any more) */
  async userOf(token: string, purpose: MailPurpose): Promise<string> {
    return (await this.tokens.findUser(hashOf(token), purpose)) ?? refuse();
  }

  /**
   * Uses a token up, and all others of its user for this purpose with it.
   *
   * @returns the id of its user
   * @throws ValidationError if it does not work (any more)
   */
  async take(token: string, purpose: MailPurpose): Promise<string> {
    const userId = (await this.tokens.take(hashOf(token), purpose)) ?? refuse();
    await this.revoke(userId, purpose);
    return userId;
  }

  /** Makes every link of a user worthless, of one purpose if it is named. */
  async revoke(userId: string, purpose: MailPurpose | null = null): Promise<void> {
    await this.tokens.removeAllOf(userId, purpose);
  }

  /** Takes back a link that reached nobody, so that it does not count. */
  async withdraw({ token }: MailLink): Promise<void> {
    await this.tokens.remove(hashOf(token));
  }

  /** Removes some expired tokens. @returns how many */
  async purge(limit: number): Promise<number> {
    return this.tokens.purge(limit);
  }
}

function refuse(): never {
  throw ValidationError.of(
    ['body', 'token'],
    'token',
    'This link is unknown, used or expired; ask for a new one',
  );
}
