import type { EntityName, MergeOptions } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { currentContext } from '../../context/request-context.js';
import type { Database } from '../../database/database.js';

/**
 * Keeps the entities that MikroORM manages true to rows that are written beside it, so that nobody reads or flushes
 * stale values: in the current EntityManager, and in that of the unit of work around a transaction.
 */
export class ManagedEntities<T extends { id: string }> {
  constructor(
    private readonly database: Database,
    private readonly entity: EntityName<T>,
  ) {}

  /** Gives managed entities the values of their rows. */
  refresh(rows: readonly T[]): void {
    this.#eachManaged(rows, (manager, row) => manager.merge(this.entity, { ...row } as never, REFRESH));
  }

  /** Forgets managed entities whose rows are gone for good. */
  forget(rows: readonly { id: string }[]): void {
    this.#eachManaged(rows, (manager, _row, managed) => manager.getUnitOfWork(false).unsetIdentity(managed));
  }

  #eachManaged<R extends { id: string }>(
    rows: readonly R[],
    apply: (manager: SqlEntityManager, row: R, managed: T) => void,
  ): void {
    for (const manager of this.#managers()) {
      const unitOfWork = manager.getUnitOfWork(false);
      for (const row of rows) {
        const managed = unitOfWork.getById<T>(this.entity, row.id as never);
        if (managed) {
          apply(manager, row, managed);
        }
      }
    }
  }

  /** Those that may manage entities now; none, and none is made, if nobody has asked for one. */
  #managers(): Set<SqlEntityManager> {
    const context = currentContext();
    const outer = context?.forkedEm as SqlEntityManager | undefined;
    if (context && !outer && !this.database.inTransaction) {
      return new Set();
    }
    return new Set([this.database.em.getContext(false), ...(outer ? [outer] : [])]);
  }
}

const REFRESH: MergeOptions = {
  refresh: true,
  convertCustomTypes: true,
  validate: false,
  disableContextResolution: true,
};
