import { Injectable, Logger } from '@nestjs/common';
import { currentContext } from '../platform/context/request-context.js';
import { newId } from '../platform/context/new-id.js';
import { Config } from '../platform/config/config.js';
import type { Authenticator, Caller } from '../platform/context/authenticator.js';
import { InvalidCredentialsError, NotFoundError } from '../platform/errors/errors.js';
import { WriteMarks } from '../platform/database/replicas/write-marks.js';
import { SECONDS_PER_DAY, type SessionRow, SessionsRepository } from './sessions.repository.js';
import { hashOf, looksLikeSessionToken, newSessionToken } from './token.js';

/** Where a sign-in comes from. */
export interface Client {
  ip_address: string | null;
  user_agent: string | null;
}

/** A session that was just opened; the only moment at which its token is known. */
export interface OpenedSession {
  token: string;
  expires_at: Date;
}

/** The rules of sessions: how they open, how long they last, how they end. */
@Injectable()
export class SessionsService implements Authenticator {
  readonly #logger = new Logger('Sessions');
  readonly #ttl: number;
  readonly #touching = new Set<string>();

  constructor(
    private readonly repository: SessionsRepository,
    private readonly config: Config,
    marks: WriteMarks,
  ) {
    marks.keptBy((sessionId) => repository.noteWrite(sessionId));
    this.#ttl = config.SESSION_TTL_DAYS * SECONDS_PER_DAY;
  }

  /**
   * Opens a session for a user who has proved to be the one. Beyond `SESSIONS_PER_USER` the oldest ends.
   *
   * @throws InvalidCredentialsError if the user was deactivated, deleted or given another password meanwhile
   */
  async open(user: { id: string; password_hash: string }, client: Client): Promise<OpenedSession> {
    const token = newSessionToken();
    const id = newId();
    const expiresAt = await this.repository.insert({
      id,
      user_id: user.id,
      password_hash: user.password_hash,
      token_hash: hashOf(token),
      ttl: this.#ttl,
      ip_address: client.ip_address?.slice(0, 45) ?? null,
      user_agent: client.user_agent?.slice(0, 512) ?? null,
    });
    if (!expiresAt) {
      throw new InvalidCredentialsError();
    }
    await this.repository.trim(user.id, this.config.SESSIONS_PER_USER);
    const unit = currentContext();
    if (unit) unit.sessionId = id;
    return { token, expires_at: expiresAt };
  }

  /**
   * Who calls with this token. Notes the use of the session, but does not wait for that.
   *
   * @returns undefined if the token is malformed, unknown, expired or revoked
   */
  async findCaller(token: string): Promise<Caller | undefined> {
    if (!looksLikeSessionToken(token)) {
      return undefined;
    }
    const found = await this.repository.findCaller(hashOf(token));
    if (!found) {
      return undefined;
    }
    const { session_id, stale, wrote_lsn, ...user } = found;
    const unit = currentContext();
    if (unit && wrote_lsn) {
      unit.mustSee = Math.max(unit.mustSee, Number(wrote_lsn));
    }
    if (stale) {
      this.#touch(session_id);
    }
    return { user, session_id };
  }

  /** The sessions of a user that have not ended, the latest first. */
  async listOf(userId: string): Promise<SessionRow[]> {
    return this.repository.listOf(userId);
  }

  /** Ends one session of a user. @throws NotFoundError if the user has no such session */
  async end(id: string, userId: string): Promise<void> {
    if (!(await this.endIfOpen(id, userId))) {
      throw NotFoundError.of('Session');
    }
  }

  /** Ends one session of a user. @returns whether it had not ended before */
  async endIfOpen(id: string, userId: string): Promise<boolean> {
    return this.repository.remove(id, userId);
  }

  /** Ends every session of a user, except one if it is named. */
  async endAllOf(userId: string, exceptId: string | null = null): Promise<void> {
    await this.repository.removeAllOf(userId, exceptId);
  }

  /** Removes some sessions whose time is over. @returns how many */
  async purgeExpired(limit: number): Promise<number> {
    return this.repository.purgeExpired(limit);
  }

  /** Removes some sessions that nobody has used for too long. @returns how many */
  async purgeIdle(limit: number): Promise<number> {
    return this.repository.purgeIdle(limit);
  }

  #touch(sessionId: string): void {
    if (this.#touching.has(sessionId)) {
      return;
    }
    this.#touching.add(sessionId);
    this.repository
      .touch(sessionId)
      .catch((err: unknown) => this.#logger.warn({ err }, 'The use of a session was not noted'))
      .finally(() => this.#touching.delete(sessionId));
  }
}
