import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { AsyncLocalStorage } from 'node:async_hooks';
import { Config } from '../platform/config/config.js';
import type { CurrentUser } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import { parseTime } from '../platform/database/parse-time.js';
import { liveSql } from '../platform/database/soft-delete.filter.js';

/** A session as its user sees it. */
export interface SessionRow {
  id: string;
  created_at: Date;
  last_used_at: Date;
  expires_at: Date;
  ip_address: string | null;
  user_agent: string | null;
}

/** A user who calls, and by which session. */
export interface CallerRow extends CurrentUser {
  session_id: string;
  /** Where the database's log stood, in bytes, after the session's latest write. */
  wrote_lsn: string | null;
  /** Whether the last use of the session was noted long enough ago to note it again. */
  stale: boolean;
}

/** What a new session is made of. */
export interface NewSession {
  id: string;
  user_id: string;
  /** The hash that the password was verified against: a password that was changed meanwhile opens no session. */
  password_hash: string;
  token_hash: Buffer;
  /** Seconds until it ends, used or not. */
  ttl: number;
  ip_address: string | null;
  user_agent: string | null;
}

export const SECONDS_PER_DAY = 86_400;

/** The use of a session is noted so often at most (seconds); where the idle timeout is short, at every tenth of it. */
const NOTED_EVERY = 60;

/** Sessions that have not ended; `$1` is the idle timeout in seconds. */
const OPEN = `sessions.expires_at > now() and sessions.last_used_at > now() - make_interval(secs => $1)`;

const FIND_CALLERS = `
  select encode(sessions.token_hash, 'hex') as token_hash,
    users.id, users.role, users.email, users.email_verified_at is not null as email_verified,
    sessions.id as session_id, sessions.wrote_lsn,
    sessions.last_used_at < now() - make_interval(secs => least($1::float8 / 10, ${NOTED_EVERY})) as stale
  from sessions join users on users.id = sessions.user_id
  where sessions.token_hash = any($2::bytea[]) and ${OPEN} and users.is_active and ${liveSql('users')}`;

/** Runs something in no unit of work: what is asked for several requests is no part of one of them. */
const inNoUnit = AsyncLocalStorage.snapshot();

/** The lock on the user makes a sign-in and a change of the same user's password or state come one after the other. */
const INSERT = `
  with owner as (
    select id from users
    where id = $2 and password_hash = $3 and is_active and ${liveSql('users')}
    for share
  )
  insert into sessions (id, user_id, token_hash, created_at, last_used_at, expires_at, ip_address, user_agent)
  select $1::uuid, id, $4::bytea, now(), now(), now() + make_interval(secs => $5), $6::text, $7::text from owner
  returning expires_at`;

/**
 * Whatever the session has committed lies before the position. The note itself need not be on the disk before the answer:
 * every process sees it at once, and after a crash of the database the replicas are soon as far.
 */
const NOTE_WRITE = `
  update sessions set wrote_lsn = (pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::bigint
  where id = $1 and set_config('synchronous_commit', 'off', true) is not null`;

/**
 * Every query about sessions. They read the columns of `users` that decide about a sign-in, since one request has one
 * query for session and user together.
 */
@Injectable()
export class SessionsRepository {
  /** The idle timeout in seconds. */
  readonly #idle: number;
  /** Requests that come in the same turn of the event loop ask together: under load that saves every second query. */
  readonly #callers = new DataLoader<string, CallerRow | undefined>((hashes) => this.#findCallers(hashes), {
    cache: false,
    batchScheduleFn: (ask) => setImmediate(inNoUnit, ask),
  });

  constructor(
    private readonly database: Database,
    config: Config,
  ) {
    this.#idle = config.SESSION_IDLE_DAYS * SECONDS_PER_DAY;
  }

  /** @returns undefined unless session and user are both good */
  async findCaller(tokenHash: Buffer): Promise<CallerRow | undefined> {
    return this.#callers.load(tokenHash.toString('hex'));
  }

  async #findCallers(hashes: readonly string[]): Promise<(CallerRow | undefined)[]> {
    const asked = [...new Set(hashes)].map((hash) => Buffer.from(hash, 'hex'));
    const rows = await this.database.query<CallerRow & { token_hash: string }>(FIND_CALLERS, [
      this.#idle,
      asked,
    ]);
    const found = new Map(rows.map(({ token_hash, ...caller }) => [token_hash, caller]));
    return hashes.map((hash) => found.get(hash));
  }

  /** @returns when the session ends, or undefined if the user may not sign in any more */
  async insert(session: NewSession): Promise<Date | undefined> {
    const { id, user_id, password_hash, token_hash, ttl, ip_address, user_agent } = session;
    const values = [id, user_id, password_hash, token_hash, ttl, ip_address, user_agent];
    const [row] = await this.database.query<{ expires_at: string }>(INSERT, values);
    return row && parseTime(row.expires_at);
  }

  /** Notes the use of a session, unless that was just done. */
  async touch(id: string): Promise<void> {
    await this.database.query(
      `update sessions set last_used_at = now()
       where id = $2 and last_used_at < now() - make_interval(secs => least($1::float8 / 10, ${NOTED_EVERY}))`,
      [this.#idle, id],
    );
  }

  /** Ends the oldest sessions of a user beyond so many. */
  async trim(userId: string, most: number): Promise<void> {
    await this.database.query(
      `delete from sessions where id in (
         select id from sessions where user_id = $1 order by created_at desc, id desc offset $2
       ) returning id`,
      [userId, most],
    );
  }

  /** Keeps where the database's log stands with a session that has written. Needs a primary of PostgreSQL. */
  async noteWrite(id: string): Promise<void> {
    await this.database.query(NOTE_WRITE, [id]);
  }

  /** The sessions of a user that have not ended, the latest first. */
  async listOf(userId: string): Promise<SessionRow[]> {
    const rows = await this.database.query<Record<keyof SessionRow, string>>(
      `select id, created_at, last_used_at, expires_at, ip_address, user_agent
       from sessions where user_id = $2 and ${OPEN} order by created_at desc, id desc`,
      [this.#idle, userId],
    );
    return rows.map((row) => ({
      ...row,
      created_at: parseTime(row.created_at),
      last_used_at: parseTime(row.last_used_at),
      expires_at: parseTime(row.expires_at),
    }));
  }

  /** @returns whether the user had such a session */
  async remove(id: string, userId: string): Promise<boolean> {
    const rows = await this.database.query(
      `delete from sessions where id = $1 and user_id = $2 returning id`,
      [id, userId],
    );
    return rows.length > 0;
  }

  /** Ends every session of a user, except one if it is named. */
  async removeAllOf(userId: string, exceptId: string | null): Promise<void> {
    await this.database.query(
      `delete from sessions where user_id = $1 and id is distinct from $2::uuid returning id`,
      [userId, exceptId],
    );
  }

  /** Removes some sessions whose time is over, the first ones first. @returns how many */
  async purgeExpired(limit: number): Promise<number> {
    const ended = 'select id from sessions where expires_at <= now() order by expires_at limit $1';
    const text = `delete from sessions where id in (${ended} for update skip locked) returning id`;
    return (await this.database.query(text, [limit])).length;
  }

  /**
   * Removes some sessions that nobody has used for too long, the first ones first.
   *
   * @returns how many
   */
  async purgeIdle(limit: number): Promise<number> {
    const ended = `select id from sessions
      where last_used_at <= now() - make_interval(secs => $1) order by last_used_at limit $2`;
    const text = `delete from sessions where id in (${ended} for update skip locked) returning id`;
    return (await this.database.query(text, [this.#idle, limit])).length;
  }
}
