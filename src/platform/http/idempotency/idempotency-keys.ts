import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';
import type { IdempotencyKey } from './idempotency-key.entity.js';

/** What a key belongs to. */
export type KeyOwner = Pick<IdempotencyKey, 'user_id' | 'route' | 'key'>;

/** An answer as it is kept. */
export type StoredAnswer = Pick<IdempotencyKey, 'fingerprint' | 'status' | 'headers' | 'body'>;

/** Rows that one statement of the purge takes. */
const PURGE_SIZE = 1_000;

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

  /**
   * Removes expired keys, some at a time. Several processes may do so at once: each takes rows that no other has.
   *
   * @returns how many
   */
  async purge(): Promise<number> {
    let purged = 0;
    let taken: number;
    do {
      const rows = await this.database.query(
        `delete from "idempotency_keys" where ("user_id", "route", "key") in (
           select "user_id", "route", "key" from "idempotency_keys"
           where "expires_at" <= now() order by "expires_at" limit ${PURGE_SIZE} for update skip locked
         ) returning 1`,
      );
      taken = rows.length;
      purged += taken;
    } while (taken === PURGE_SIZE);
    return purged;
  }
}
