import { EntityManager } from '@mikro-orm/core';
import type { AbstractSqlConnection, SqlEntityManager } from '@mikro-orm/sql';
import { Inject, Injectable } from '@nestjs/common';
import { CompiledQuery, type Kysely } from 'kysely';
import { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import pg from 'pg';
import type { UnitOfWork } from '../context/request-context.js';
import { constraintFields } from './constraint-fields.js';
import { isRetryable, translateDatabaseError } from './database-errors.js';

/** Each statement that runs is published here as `{ text }`; tests count with it. Costs nothing without a subscriber. */
export const STATEMENTS = channel('strata:statement');

/** Where a statement may run: a replica may be behind, so only reads that can bear that go to `replica`. */
export type Target = 'primary' | 'replica';

interface OpenTransaction {
  afterCommit: (() => void)[];
}

const MAX_ATTEMPTS = 3;

/** The way to the database for statements written as SQL, and the owner of transactions. */
@Injectable()
export class Database implements UnitOfWork {
  readonly #transaction = new AsyncLocalStorage<OpenTransaction>();
  readonly #pools = new Map<AbstractSqlConnection, pg.Pool | undefined>();

  readonly #fields: ReadonlyMap<string, string>;

  constructor(@Inject(EntityManager) readonly em: SqlEntityManager) {
    this.#fields = constraintFields(em.getMetadata());
  }

  fork(): EntityManager {
    return this.em.fork();
  }

  /** Whether the caller is inside a transaction. */
  get inTransaction(): boolean {
    return this.#transaction.getStore() !== undefined;
  }

  /**
   * Runs one statement with bound values: inside the current transaction if there is one, else on its own.
   *
   * @param text SQL with `$1`…; keep it the same for the same shape, since each text is prepared once
   * @returns the rows, as the driver gives them (times as text, bigint and numeric as strings)
   * @throws AppError for whatever the client can be told about, see `translateDatabaseError`
   */
  async query<R>(text: string, values: readonly unknown[] = [], target: Target = 'primary'): Promise<R[]> {
    if (STATEMENTS.hasSubscribers) {
      STATEMENTS.publish({ text });
    }
    try {
      const transaction = this.inTransaction ? this.em.getTransactionContext<Kysely<unknown>>() : undefined;
      if (transaction) {
        return (await transaction.executeQuery(CompiledQuery.raw(text, [...values]))).rows as R[];
      }
      const connection = this.em.getConnection(target === 'replica' ? 'read' : 'write');
      const pool = this.#pools.has(connection) ? this.#pools.get(connection) : await this.#poolOf(connection);
      return pool
        ? ((await pool.query(text, values as unknown[])).rows as R[])
        : ((await connection.getClient().executeQuery(CompiledQuery.raw(text, [...values]))).rows as R[]);
    } catch (error) {
      throw translateDatabaseError(error, { text, fields: this.#fields });
    }
  }

  /**
   * Runs `work` in a transaction and commits it; a throw rolls everything back. Inside another transaction it joins that
   * one. Deadlocks and serialization failures are tried again from the start, so `work` must have no effect outside of
   * the database; `afterCommit` is the place for those.
   */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.inTransaction) {
      return work();
    }
    for (let attempt = 1; ; attempt++) {
      const open: OpenTransaction = { afterCommit: [] };
      try {
        const result = await this.#transaction.run(open, () => this.em.fork().transactional(work));
        open.afterCommit.forEach((effect) => effect());
        return result;
      } catch (error) {
        if (attempt === MAX_ATTEMPTS || !isRetryable(error)) {
          throw translateDatabaseError(error, { fields: this.#fields });
        }
      }
    }
  }

  /** Runs `effect` once the current transaction has committed, never if it rolls back; at once when there is none. */
  afterCommit(effect: () => void): void {
    const open = this.#transaction.getStore();
    if (open) {
      open.afterCommit.push(effect);
    } else {
      effect();
    }
  }

  /** The pool of a PostgreSQL connection, to be used without the ORM between; undefined for the embedded database. */
  async #poolOf(connection: AbstractSqlConnection): Promise<pg.Pool | undefined> {
    const native = await connection.getNativeClient();
    const pool = native instanceof pg.Pool ? native : undefined;
    this.#pools.set(connection, pool);
    return pool;
  }
}
