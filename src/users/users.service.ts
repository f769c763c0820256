import { Injectable } from '@nestjs/common';
import { currentUser } from '../platform/context/request-context.js';
import type { ListQuery } from '../platform/core/list/list-query.js';
import { type Action, BaseService, type ExpectedVersions } from '../platform/core/service/base.service.js';
import {
  ConflictError,
  ForbiddenError,
  NotFoundError,
  UnauthorizedError,
} from '../platform/errors/errors.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { User } from './user.entity.js';
import type { NewUser, UserChanges } from './user-input.js';
import { UsersRepository } from './users.repository.js';

/** The rules of users. Requests without a user – a registration, a command – may do what their caller lets them. */
@Injectable()
export class UsersService extends BaseService<User, NewUser, UserChanges> {
  constructor(
    private readonly users: UsersRepository,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
  ) {
    super(users);
  }

  protected override authorize(_action: Action, row?: User): void {
    const user = currentUser();
    if (user && user.role !== 'admin' && user.id !== row?.id) {
      throw new ForbiddenError();
    }
  }

  protected override mayKnow(): boolean {
    return currentUser()?.role === 'admin';
  }

  override async get(id: string): Promise<User> {
    return unlessGone(id, super.get(id));
  }

  override async update(id: string, changes: UserChanges, versions?: ExpectedVersions): Promise<User> {
    return unlessGone(id, super.update(id, changes, versions));
  }

  override async delete(id: string, versions?: ExpectedVersions): Promise<void> {
    return unlessGone(id, super.delete(id, versions));
  }

  /** E-mails are kept in lower case, so that is how they are looked for. */
  protected override visible(query: ListQuery): ListQuery {
    const conditions = query.conditions.map((condition) =>
      condition.field === 'email' ? { ...condition, value: lowerCase(condition.value) } : condition,
    );
    return { ...query, conditions };
  }

  /**
   * Creates a user with a password; the hash is made outside of any transaction, since it takes its time.
   *
   * @throws ValidationError if the password is a common one, or the e-mail
   * @throws ConflictError if the e-mail is taken
   */
  override async create({ password = '', ...user }: NewUser): Promise<User> {
    const email = user.email.toLowerCase();
    await this.passwords.check(password, email, ['body', 'password']);
    if (await this.repository.exists({ email })) {
      throw ConflictError.unique([['body', 'email']]);
    }
    return super.create({ ...user, email, password_hash: await this.passwords.hash(password) });
  }

  /** The live user with this e-mail, in whatever case it is written. */
  async findByEmail(email: string): Promise<User | undefined> {
    return this.repository.getBy({ email: email.toLowerCase() });
  }

  /** Stores another hash of a password, see `UsersRepository.setPasswordHash`. */
  async setPasswordHash(id: string, hash: string, replaced?: string): Promise<boolean> {
    return this.users.setPasswordHash(id, hash, replaced);
  }

  /** Marks the e-mail as proved. @returns whether it was not before */
  async setEmailVerified(id: string): Promise<boolean> {
    return this.users.setEmailVerified(id);
  }

  /** @throws ConflictError if this would take away the last admin who can sign in */
  override async beforeUpdate(row: User, changes: UserChanges): Promise<UserChanges> {
    if (changes.role === 'user' || changes.is_active === false) {
      await this.#keepOneAdmin(row);
    }
    return changes;
  }

  override async afterUpdate(row: User): Promise<void> {
    if (!row.is_active) {
      await this.sessions.endAllOf(row.id);
    }
  }

  /** @throws ConflictError if this is the last admin who can sign in */
  override async beforeDelete(row: User): Promise<void> {
    await this.#keepOneAdmin(row);
  }

  override async afterDelete(row: User): Promise<void> {
    await this.sessions.endAllOf(row.id);
  }

  async #keepOneAdmin({ id }: User): Promise<void> {
    const admins = await this.users.lockActiveAdmins();
    if (admins.length === 1 && admins[0] === id) {
      throw new ConflictError({ detail: 'This is the last active admin; make another one first' });
    }
  }
}

/** Whoever is deleted while a request of theirs is under way is nobody any more. @throws UnauthorizedError then */
async function unlessGone<R>(id: string, work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof NotFoundError && id === currentUser()?.id ? new UnauthorizedError(true) : error;
  }
}

function lowerCase(value: unknown): unknown {
  return Array.isArray(value)
    ? value.map(lowerCase)
    : typeof value === 'string'
      ? value.toLowerCase()
      : value;
}
