import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import { purge } from '../../database/purge.js';
import type { IdempotencyKey } from './idempotency-key.entity.js';

/** What a key belongs to. */
export type KeyOwner = Pick<IdempotencyKey, 'user_id' | 'route' | 'key'>;

/** An answer as it is kept. */
export type StoredAnswer = Pick<IdempotencyKey, 'fingerprint' | 'status' | 'headers' | 'body'>;

/** Every query about idempotency keys. */
@Injectable()
export class IdempotencyKeys {
  constructor(private readonly database: Database) {}

  /** Runs `work` in a transaction, see `Database.transaction`. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.database.transaction(work);
  }

  /**
   * Takes the lock of a key until the transaction ends, however it ends. Two keys may share a lock, by chance; they then
   * wait for each other.
   *
   * @returns false, at once, if another transaction has it
   */
  async lock({ user_id, route, key }: KeyOwner): Promise<boolean> {
    const [row] = await this.database.query<{ locked: boolean }>(
      'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as locked',
      [`idempotency ${user_id} ${route} ${key}`],
    );
    return row!.locked;
  }

  /** The answer that is kept for a key, unless it has expired. */
  async find({ user_id, route, key }: KeyOwner): Promise<StoredAnswer | undefined> {
    const [row] = await this.database.query<StoredAnswer>(
      `select "fingerprint", "status", "headers", "body" from "idempotency_keys"
       where "user_id" = $1 and "route" = $2 and "key" = $3 and "expires_at" > now()`,
      [user_id, route, key],
    );
    return row;
  }

  /** Keeps an answer, in place of an expired one. */
  async save({ user_id, route, key }: KeyOwner, answer: StoredAnswer, hours: number): Promise<void> {
    await this.database.query(
      `insert into "idempotency_keys"
         ("user_id", "route", "key", "fingerprint", "status", "headers", "body", "expires_at")
       values ($1, $2, $3, $4, $5, $6::jsonb, $7, now() + $8::int * interval '1 hour')
       on conflict ("user_id", "route", "key") do update set
         "fingerprint" = excluded."fingerprint", "status" = excluded."status", "headers" = excluded."headers",
         "body" = excluded."body", "expires_at" = excluded."expires_at"`,
      [
        user_id,
        route,
        key,
        answer.fingerprint,
        answer.status,
        JSON.stringify(answer.headers),
        answer.body,
        hours,
      ],
    );
  }

  /** Removes expired keys, the first ones first, batch by batch. @returns how many were removed here */
  async purge(): Promise<number> {
    return purge(this.database, 'idempotency keys', async (limit) => {
      const expired = `select "user_id", "route", "key" from "idempotency_keys"
        where "expires_at" <= now() order by "expires_at" limit $1`;
      const text = `delete from "idempotency_keys" where ("user_id", "route", "key") in (${expired} for update skip locked) returning 1`;
      return (await this.database.query(text, [limit])).length;
    });
  }
}
