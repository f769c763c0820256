import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import { asSystem, currentContext } from '../platform/context/request-context.js';
import { ForbiddenError, InvalidCredentialsError } from '../platform/errors/errors.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { type Client, SessionsService } from '../sessions/sessions.service.js';
import type { UserDto } from '../users/dto/user.dto.js';
import { UsersService } from '../users/users.service.js';
import type { LoginDto } from './dto/login.dto.js';
import type { RegisterDto } from './dto/register.dto.js';
import type { SessionInfoDto } from './dto/session-list.dto.js';
import type { SessionDto } from './dto/session.dto.js';

/** A user with what sign-ins are checked against. */
type Account = UserDto & { password_hash: string };

/** How users come in and go out. */
@Injectable()
export class AuthService {
  constructor(
    private readonly config: Config,
    private readonly users: UsersService,
    private readonly sessions: SessionsService,
    private readonly passwords: PasswordsService,
  ) {}

  /**
   * Makes an account and signs it in.
   *
   * @throws ForbiddenError if the configuration closes registration
   * @throws ConflictError if the e-mail is taken
   */
  async register({ email, password, display_name }: RegisterDto, client: Client): Promise<SessionDto> {
    if (!this.config.REGISTRATION_OPEN) {
      throw new ForbiddenError({ detail: 'Registration is closed' });
    }
    return this.#open(await asSystem(() => this.users.create({ email, password, display_name })), client);
  }

  /**
   * Signs a user in. A hash that was made with other parameters than the current ones is replaced.
   *
   * @throws InvalidCredentialsError for an unknown e-mail, a wrong password and an inactive user alike, after the same work
   * @throws UnavailableError if too many hashes are being computed
   */
  async login({ email, password }: LoginDto, client: Client): Promise<SessionDto> {
    const found = await this.users.findByEmail(email);
    const user = found?.is_active ? found : undefined;
    const verified = await this.passwords.verify(user?.password_hash, password);
    if (!user || !verified) {
      throw new InvalidCredentialsError();
    }
    return this.#open(await this.#withCurrentHash(user, password), client);
  }

  /** Ends the session of the request; another request may just have done so. */
  async logout(): Promise<void> {
    const { user, sessionId } = currentContext()!;
    await this.sessions.endIfOpen(sessionId!, user!.id);
  }

  /** Ends every session of the current user. */
  async logoutAll(): Promise<void> {
    await this.sessions.endAllOf(currentContext()!.user!.id);
  }

  /** The sessions of the current user that have not ended, the latest first. */
  async sessionsOfUser(): Promise<SessionInfoDto[]> {
    const { user, sessionId } = currentContext()!;
    const sessions = await this.sessions.listOf(user!.id);
    return sessions.map((session) => ({ ...session, current: session.id === sessionId }));
  }

  /** Ends one session of the current user. @throws NotFoundError if it is somebody else's */
  async endSession(id: string): Promise<void> {
    await this.sessions.end(id, currentContext()!.user!.id);
  }

  async #open(user: Account, client: Client): Promise<SessionDto> {
    return { ...(await this.sessions.open(user, client)), token_type: 'Bearer', user };
  }

  async #withCurrentHash(user: Account, password: string): Promise<Account> {
    if (!this.passwords.needsRehash(user.password_hash)) {
      return user;
    }
    const hash = await this.passwords.hash(password);
    const replaced = await this.users.setPasswordHash(user.id, hash, user.password_hash);
    return replaced ? { ...user, password_hash: hash } : user;
  }
}
