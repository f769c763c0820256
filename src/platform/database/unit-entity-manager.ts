import {
  type EntityManager,
  type FilterDef,
  type ForkOptions,
  RequestContext,
  TransactionContext,
  type TransactionOptions,
  TransactionPropagation,
} from '@mikro-orm/core';
import { EntityManager as PostgreSqlEntityManager } from '@mikro-orm/postgresql';
import { currentContext } from '../context/request-context.js';
import { followed, unfollowed } from './open-transaction.js';

/**
 * MikroORM's EntityManager, which also tells repositories what they need to know to do the same as it does: the filters
 * that were added to it, and when its transactions end.
 */
export class UnitEntityManager extends PostgreSqlEntityManager {
  readonly #added = new Map<string, FilterDef>();

  /** The filters that `addFilter` has added, by name. */
  get addedFilters(): ReadonlyMap<string, FilterDef> {
    return this.#added;
  }

  override addFilter(...[filter]: Parameters<PostgreSqlEntityManager['addFilter']>): void {
    super.addFilter(filter);
    this.#context().#added.set(filter.name, { default: true, ...filter });
  }

  override fork(options: ForkOptions = {}): this {
    const fork = super.fork(options);
    const origin = options.disableContextResolution ? this : this.#context();
    origin.#added.forEach((filter, name) => fork.#added.set(name, filter));
    return fork;
  }

  override async transactional<T>(
    work: (em: this) => T | Promise<T>,
    options?: TransactionOptions,
  ): Promise<T> {
    const run = () => super.transactional(work, options);
    const joins = this.#context().isInTransaction();
    switch (options?.propagation) {
      case TransactionPropagation.REQUIRES_NEW:
        this.#refuseBeside(joins);
        return unfollowed(() => followed(run));
      case TransactionPropagation.NOT_SUPPORTED:
        this.#refuseBeside(joins);
        return unfollowed(run);
      case TransactionPropagation.NEVER:
        return unfollowed(run);
      case TransactionPropagation.REQUIRED:
      case TransactionPropagation.MANDATORY:
        return joins ? run() : followed(run);
      case TransactionPropagation.SUPPORTS:
        return joins ? run() : unfollowed(run);
      default:
        return followed(run);
    }
  }

  /** @throws Error on the embedded database, where what runs beside a transaction would wait for ever */
  #refuseBeside(isInside: boolean): void {
    if (isInside && this.getDriver().constructor.name === 'PgliteDriver') {
      throw new Error(
        'The embedded database has one connection, which the transaction around has: nothing can run beside it. Use a PostgreSQL (DATABASE_URL), or do it before or after',
      );
    }
  }

  #context(): this {
    return this.getContext(false);
  }
}

/**
 * The EntityManager that MikroORM would use here, as far as there is one already: of the transaction, of the unit of
 * work, else the one of the application. None is made.
 */
export function currentEntityManager(root: EntityManager): UnitEntityManager {
  const candidates = [TransactionContext.getEntityManager(root.name), unitOf(root)];
  return (candidates.find((em) => em?.config === root.config) ?? root) as UnitEntityManager;
}

/** The EntityManager of the unit of work, as far as there is one already: ours, or one of MikroORM's `RequestContext`. */
function unitOf(root: EntityManager): EntityManager | undefined {
  const context = currentContext();
  return context ? context.forkedEm : RequestContext.getEntityManager(root.name);
}
