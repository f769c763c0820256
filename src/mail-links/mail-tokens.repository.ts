import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '../platform/database/database.js';
import { liveSql } from '../platform/database/soft-delete.filter.js';
import type { MailPurpose } from './mail-purpose.js';

/** A token that works: it is known, has not expired, and its user can sign in. */
const USABLE = `mail_tokens.token_hash = $1 and mail_tokens.purpose = $2 and mail_tokens.expires_at > now()
  and users.id = mail_tokens.user_id and users.is_active and ${liveSql('users')}`;

/** Every query about the tokens of mails; like sessions, they count only as long as their user can sign in. */
@Injectable()
export class MailTokensRepository {
  constructor(private readonly database: Database) {}

  /**
   * Keeps a token, unless its user cannot sign in (any more) or has too many. The lock on the user makes requests at once
   * come one after the other, and before or after a change that ends all links.
   *
   * @param ttl seconds until the token expires
   * @param most tokens that one user may have for one purpose
   * @returns whether there was room for it
   */
  async insert(
    token: { user_id: string; purpose: MailPurpose; token_hash: Buffer },
    ttl: number,
    most: number,
  ): Promise<boolean> {
    return this.database.transaction(async () => {
      const lock = `select id from users where id = $1 and is_active and ${liveSql('users')} for no key update`;
      const owner = await this.database.query(lock, [token.user_id]);
      return owner.length > 0 && (await this.#insertUnlessMost(token, ttl, most));
    });
  }

  async #insertUnlessMost(
    token: { user_id: string; purpose: MailPurpose; token_hash: Buffer },
    ttl: number,
    most: number,
  ): Promise<boolean> {
    const text = `
      insert into mail_tokens (id, user_id, purpose, token_hash, created_at, expires_at)
      select $1::uuid, $2::uuid, $3::text, $4::bytea, now(), now() + make_interval(secs => $5)
      where $6 > (
        select count(*) from mail_tokens where user_id = $2::uuid and purpose = $3::text and expires_at > now()
      )
      returning id`;
    const values = [uuidv7(), token.user_id, token.purpose, token.token_hash, ttl, most];
    return (await this.database.query(text, values)).length > 0;
  }

  /** The id of the user whom a token belongs to; undefined if it does not work (any more). */
  async findUser(tokenHash: Buffer, purpose: MailPurpose): Promise<string | undefined> {
    const text = `select mail_tokens.user_id from mail_tokens, users where ${USABLE}`;
    return (await this.database.query<{ user_id: string }>(text, [tokenHash, purpose]))[0]?.user_id;
  }

  /** Uses a token up. @returns the id of its user; undefined if it does not work (any more) */
  async take(tokenHash: Buffer, purpose: MailPurpose): Promise<string | undefined> {
    const text = `delete from mail_tokens using users where ${USABLE} returning mail_tokens.user_id`;
    return (await this.database.query<{ user_id: string }>(text, [tokenHash, purpose]))[0]?.user_id;
  }

  /** Makes every token of a user worthless, of one purpose if it is named. */
  async removeAllOf(userId: string, purpose: MailPurpose | null): Promise<void> {
    const text = `delete from mail_tokens where user_id = $1 and ($2::text is null or purpose = $2) returning id`;
    await this.database.query(text, [userId, purpose]);
  }

  /** Makes one token worthless. */
  async remove(tokenHash: Buffer): Promise<void> {
    await this.database.query(`delete from mail_tokens where token_hash = $1 returning id`, [tokenHash]);
  }

  /** Removes some expired tokens, the first ones first. @returns how many */
  async purge(limit: number): Promise<number> {
    const expired = 'select id from mail_tokens where expires_at <= now() order by expires_at limit $1';
    const text = `delete from mail_tokens where id in (${expired} for update skip locked) returning id`;
    return (await this.database.query(text, [limit])).length;
  }
}
