import { EntityManager } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { AsyncLocalStorage } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import { currentContext, type UnitOfWork } from '../context/request-context.js';
import { noteConstraints } from './constraint-fields.js';
import { isOfStatement, isUnavailable, translateDatabaseError } from './database-errors.js';
import { OpenDatabase } from './open-database.js';
import { follow } from './open-transaction.js';
import { type Connections, Primary } from './primary.js';
import { type Replica, ReplicaFailure } from './replicas/replica.js';
import type { Replicas } from './replicas/replicas.js';
import { repeated } from './retry.js';
import { onPool, rowsOf } from './run-statement.js';
import { currentEntityManager } from './unit-entity-manager.js';

/** Each statement that runs is published here as `{ text }`; tests count with it. Costs nothing without a subscriber. */
export const STATEMENTS = channel('strata:statement');

/** Where a statement may run: a replica may be behind, so only reads that can bear that go to `replica`. */
export type Target = 'primary' | 'replica';

/** What waits for a commit; a promise is not waited for. */
export type Effect = () => void | Promise<void>;

const DATABASES = new WeakMap<object, Database>();

/** The way to the database for statements written as SQL, and the owner of transactions. */
@Injectable()
export class Database implements UnitOfWork {
  readonly #place = new AsyncLocalStorage<Replica | 'primary'>();
  readonly #replicas: Replicas | undefined;
  readonly #primary: Primary;

  readonly #logger = new Logger('Database');

  constructor(
    @Inject(EntityManager) readonly em: SqlEntityManager,
    @Optional() opened?: OpenDatabase,
  ) {
    this.#replicas = opened?.replicas;
    this.#primary = new Primary(em);
    noteConstraints(em.getMetadata(), em.getPlatform());
    DATABASES.set(em.config, this);
  }

  /** The database that an EntityManager is of. */
  static of(em: EntityManager): Database {
    return DATABASES.get(em.config) ?? new Database(em as SqlEntityManager);
  }

  fork(): EntityManager {
    // Asking for the current context here would ask that context for its EntityManager, and so on for ever.
    return this.em.fork({ disableContextResolution: true });
  }

  /** Whether the caller is inside a transaction, of this class or of MikroORM. */
  get inTransaction(): boolean {
    return this.#transaction !== undefined;
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
    const transaction = this.#transaction;
    if (transaction) {
      return this.#translated(text, () => rowsOf<R>(transaction, text, values));
    }
    const place = target === 'replica' && this.#replicas ? this.#place.getStore() : 'primary';
    if (!place) {
      return this.read(() => this.query(text, values, target));
    }
    return place === 'primary' ? this.#primary.query(text, values) : onReplica(place, text, values);
  }

  /**
   * Runs a read of several statements so that those for `replica` come from one place: items and their count, say. It is
   * a replica that has all that the caller's session has written; or the primary, which also takes over all of the
   * read when a replica fails. So `work` must do nothing but read.
   */
  async read<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#replicas || this.inTransaction || this.#place.getStore()) {
      return work();
    }
    const replica = this.#replicas.pick(currentContext()?.mustSee ?? 0);
    if (replica) {
      try {
        const result = await this.#place.run(replica, work);
        replica.answered();
        return result;
      } catch (error) {
        if (!(error instanceof ReplicaFailure)) throw error;
        replica.failed(error);
      }
    }
    return this.#place.run('primary', work);
  }

  /**
   * Runs `work` in a transaction of the current unit of work and commits it, flushing what MikroORM manages; a throw rolls
   * everything back. Inside another transaction it joins that one.
   *
   * Deadlocks and serialization failures are tried again from the start, so `work` must have no effect outside of the
   * database; `afterCommit` is the place for those. Where entities were managed before, nothing can tell what of them is
   * left of the failed attempt, and the error is thrown.
   */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    if (this.inTransaction) {
      return work();
    }
    const em = this.#unit;
    const attempt = () => em.transactional(work);
    return this.#translated(undefined, () => (managesNothing(em) ? repeated(attempt) : attempt()));
  }

  /** Runs `work` in a transaction. Inside another one, its failure undoes what it did itself, and that one can go on. */
  async attempt<T>(work: () => Promise<T>): Promise<T> {
    return this.inTransaction
      ? this.#translated(undefined, () => currentEntityManager(this.em).transactional(work))
      : this.transaction(work);
  }

  /**
   * Runs `effect` once the current transaction has committed, never if it rolls back; at once when there is none. What is
   * committed stays so: an error of the effect is logged, and neither fails the request nor stops the effects after it.
   *
   * @throws Error in a transaction that `em.begin()` has begun: nobody can tell when it ends
   */
  afterCommit(effect: Effect): void {
    if (follow(() => this.#take(effect))) {
      return;
    }
    if (this.inTransaction) {
      throw new Error(
        'Nothing can follow a transaction of em.begin(): use transaction(), or em.transactional()',
      );
    }
    this.#take(effect);
  }

  #take(effect: Effect): void {
    const log = (err: unknown): void => this.#logger.error({ err }, 'An effect after a commit failed');
    try {
      effect()?.catch(log);
    } catch (error) {
      log(error);
    }
  }

  /** How many callers wait for a connection to the primary; always 0 for the embedded database. */
  get waiting(): number {
    return this.#primary.connections?.waiting ?? 0;
  }

  /** Connections to the primary and callers that wait for one; undefined for the embedded database and before the first use. */
  get connections(): Connections | undefined {
    return this.#primary.connections;
  }

  /** The EntityManager of the unit of work; one of its own where there is none. */
  get #unit(): SqlEntityManager {
    const context = currentContext();
    const em = context?.database === this ? context.em : currentEntityManager(this.em);
    return (em.global ? this.fork() : em) as SqlEntityManager;
  }

  get #transaction(): Kysely<unknown> | undefined {
    const em = currentEntityManager(this.em);
    // A unit of work without an EntityManager has begun nothing; to ask the application's for it would make one.
    return em === this.em && currentContext() ? undefined : em.getTransactionContext();
  }

  async #translated<R>(text: string | undefined, work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      throw translateDatabaseError(error, text);
    }
  }
}

/** @throws ReplicaFailure unless the same would happen on the primary */
async function onReplica<R>(replica: Replica, text: string, values: readonly unknown[]): Promise<R[]> {
  try {
    return await onPool<R>(replica.pool, text, values);
  } catch (error) {
    if (isOfStatement(error)) throw translateDatabaseError(error, text);
    throw new ReplicaFailure(error, isUnavailable(error));
  }
}

/** Whether a unit of work is as new. */
function managesNothing(em: EntityManager): boolean {
  const unitOfWork = em.getUnitOfWork(false);
  return (
    unitOfWork.getIdentityMap().keys().length === 0 &&
    unitOfWork.getPersistStack().size === 0 &&
    unitOfWork.getRemoveStack().size === 0
  );
}
