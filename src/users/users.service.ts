import { Injectable } from '@nestjs/common';
import { ConflictError, NotFoundError, UnauthorizedError } from '../platform/errors.js';
import {
  asSystem,
  BaseService,
  type Created,
  currentUser,
  type Mark,
  type Save,
  type Saved,
  transaction,
  type Versions,
  Writes,
} from '../platform/service.js';
import { MailLinksService } from '../mail-links/mail-links.service.js';
import { canonicalEmail } from '../platform/config/canonical-email.js';
import { PasswordsService } from '../passwords/passwords.service.js';
import { SessionsService } from '../sessions/sessions.service.js';
import type { User } from './user.entity.js';
import type { NewUser, UserChanges } from './user-input.js';
import { UsersRepository } from './users.repository.js';

/** What can be done with users; who may do it says `user.policy.ts`. */
@Injectable()
export class UsersService extends BaseService<User> {
  readonly #writes;

  constructor(
    private readonly users: UsersRepository,
    private readonly passwords: PasswordsService,
    private readonly sessions: SessionsService,
    private readonly links: MailLinksService,
  ) {
    super(users);
    this.#writes = new Writes<User, NewUser, UserChanges>(users, this);
  }

  override async get(id: string): Promise<User> {
    return unlessGone(id, super.get(id));
  }

  /**
   * Creates a user with a password; the hash is made outside of any transaction, since it takes its time.
   *
   * @throws ValidationError if the password is easy to guess
   * @throws ConflictError if the e-mail is taken
   */
  async create({ password = '', ...user }: NewUser): Promise<User> {
    const email = canonicalEmail(user.email);
    await this.passwords.check(password, { ...user, email }, ['body', 'password']);
    if (await this.users.exists({ email })) {
      throw ConflictError.unique([['body', 'email']]);
    }
    return this.#writes.create({ ...user, email, password_hash: await this.passwords.hash(password) });
  }

  /**
   * Creates many users with one password, whose hash is made once: for seeds.
   *
   * @throws ConflictError if an e-mail is taken
   */
  async createMany(users: Omit<NewUser, 'password'>[], password: string): Promise<Created<User>> {
    const password_hash = await this.passwords.hash(password);
    return this.#writes.createMany(
      users.map((user) => ({ ...user, email: canonicalEmail(user.email), password_hash })),
    );
  }

  async update(id: string, changes: UserChanges, versions?: Versions): Promise<User> {
    const change = () => this.#writes.update(id, changes, versions);
    const staysAdmin = changes.role === undefined && changes.is_active === undefined;
    return unlessGone(id, staysAdmin ? change() : this.#withAdminsLocked(change));
  }

  async delete(id: string, versions?: Versions): Promise<void> {
    return unlessGone(
      id,
      this.#withAdminsLocked(() => this.#writes.delete(id, versions)),
    );
  }

  restore(id: string, versions?: Versions): Promise<User> {
    return this.#writes.restore(id, versions);
  }

  /** The live user with this e-mail, in whatever case it is written, for whoever asks: nobody has signed in yet. */
  async findByEmail(email: string): Promise<User | undefined> {
    return asSystem(() => this.users.getBy({ email: canonicalEmail(email) }));
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
  async beforeSave({ before, data }: Save<User, NewUser, UserChanges>): Promise<void> {
    if (before && !isActiveAdmin({ ...before, ...data })) {
      await this.#keepOneAdmin(before);
    }
  }

  /** Links that were sent end with what they were sent for: the account as it was, and its e-mail. */
  async afterSave({ before, after }: Saved<User, NewUser, UserChanges>): Promise<void> {
    if (!after.is_active) {
      await this.#shutOut(after);
    } else if (before && before.email !== after.email) {
      await this.links.revoke(after.id);
    }
  }

  /** @throws ConflictError if this is the last admin who can sign in */
  async beforeDelete({ before }: Mark<User>): Promise<void> {
    await this.#keepOneAdmin(before);
  }

  async afterDelete({ before }: Mark<User>): Promise<void> {
    await this.#shutOut(before);
  }

  async #shutOut({ id }: User): Promise<void> {
    await this.sessions.endAllOf(id);
    await this.links.revoke(id);
  }

  async #keepOneAdmin(user: User): Promise<void> {
    if (isActiveAdmin(user) && (await this.users.lockActiveAdmins()).length === 1) {
      throw new ConflictError({ detail: 'This is the last active admin; make another one first' });
    }
  }

  /** Two requests that each take an admin away come one after the other, and do not wait for each other's rows. */
  async #withAdminsLocked<R>(work: () => Promise<R>): Promise<R> {
    return transaction(async () => {
      await this.users.lockActiveAdmins();
      return work();
    });
  }
}

function isActiveAdmin({ role, is_active }: Pick<User, 'role' | 'is_active'>): boolean {
  return role === 'admin' && is_active;
}

/** Whoever is deleted while a request of theirs is under way is nobody any more. @throws UnauthorizedError then */
async function unlessGone<R>(id: string, work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof NotFoundError && id === currentUser()?.id ? new UnauthorizedError(true) : error;
  }
}
