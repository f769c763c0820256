import { Injectable } from '@nestjs/common';
import { BaseRepository, Database, liveSql } from '../platform/repository.js';
import { User } from './user.entity.js';
import { userFilter } from './user.filter.js';
import type { NewUser, UserChanges } from './user-input.js';

/** Every query about users. */
@Injectable()
export class UsersRepository extends BaseRepository<User, NewUser, UserChanges> {
  constructor(database: Database) {
    super(database, User, { filter: userFilter });
  }

  /**
   * Stores another hash of a password. The user's version stays, since nothing that is shown of a user changes.
   *
   * @param replaced the hash that must still be there; any if left out
   * @returns whether the live user was found with it
   */
  async setPasswordHash(id: string, hash: string, replaced: string | null = null): Promise<boolean> {
    const text = `update "users" set "password_hash" = $2
      where "id" = $1 and ${liveSql()} and ($3::text is null or "password_hash" = $3) returning "id"`;
    return (await this.database.query(text, [id, hash, replaced])).length > 0;
  }

  /** Marks the e-mail as proved, unless it is already. @returns whether it was not */
  async setEmailVerified(id: string): Promise<boolean> {
    const text = `update "users" set "email_verified_at" = now(), "updated_at" = now(), "version" = "version" + 1
      where "id" = $1 and ${liveSql()} and "email_verified_at" is null returning "id"`;
    return (await this.database.query(text, [id])).length > 0;
  }

  /**
   * The active admins, locked until the end of the transaction: two requests that each take one away come one after the
   * other, and the second one sees what the first one did.
   */
  async lockActiveAdmins(): Promise<string[]> {
    const text = `select "id" from "users" where "role" = 'admin' and "is_active" and ${liveSql()} order by "id" for update`;
    return (await this.database.query<{ id: string }>(text)).map(({ id }) => id);
  }
}
