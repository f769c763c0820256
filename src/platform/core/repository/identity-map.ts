import type { EntityManager, EntityName, MergeOptions } from '@mikro-orm/core';
import { currentContext } from '../../context/request-context.js';
import type { Database } from '../../database/database.js';
import { currentEntityManager } from '../../database/unit-entity-manager.js';
import type { EntityTable } from './entity-table.js';

interface Managed {
  manager: EntityManager;
  id: string;
  entity: object;
}

/**
 * Keeps the entities that MikroORM manages true to rows that are written beside it, so that nobody reads or flushes
 * stale values: in the current EntityManager, and in that of the unit of work around a transaction.
 */
export class ManagedEntities<T extends { id: string }> {
  constructor(
    private readonly table: EntityTable<T>,
    private readonly database: Database,
  ) {}

  /** Gives managed entities the values of their rows, which are read again where SQL alone does not give them. */
  async refresh(rows: readonly T[]): Promise<void> {
    const managed = this.#managed(rows);
    const fresh = this.table.plain || managed.length === 0 ? rows : await this.#read(managed);
    const byId = new Map(fresh.map((row) => [row.id, row]));
    for (const { manager, id } of managed) {
      manager.merge<object>(this.#entity, { ...byId.get(id) }, REFRESH);
    }
  }

  /** Forgets managed entities whose rows are gone for good. */
  forget(rows: readonly { id: string }[]): void {
    for (const { manager, entity } of this.#managed(rows)) {
      manager.getUnitOfWork(false).unsetIdentity(entity);
    }
  }

  #managed(rows: readonly { id: string }[]): Managed[] {
    return [...this.#managers()].flatMap((manager) => {
      const unitOfWork = manager.getUnitOfWork(false);
      return rows.flatMap(({ id }) => {
        const entity = unitOfWork.getById<object>(this.#entity, id);
        return entity ? [{ manager, id, entity }] : [];
      });
    });
  }

  /** The rows as MikroORM's driver gives them to the EntityManager. */
  async #read(managed: readonly Managed[]): Promise<{ id: string }[]> {
    const em = currentEntityManager(this.database.em);
    const where = { id: { $in: managed.map(({ id }) => id) } };
    const options: object = { ctx: em.getTransactionContext<unknown>() };
    return (await em.getDriver().find<object>(this.#entity, where, options)) as { id: string }[];
  }

  /** Those that manage anything now; none is made. */
  #managers(): Set<EntityManager> {
    const outer = currentContext()?.forkedEm;
    const managers = [currentEntityManager(this.database.em), ...(outer ? [outer] : [])];
    return new Set(managers.filter((em) => !isEmpty(em.getUnitOfWork(false).getIdentityMap())));
  }

  get #entity(): EntityName<object> {
    return this.table.meta.class as EntityName<object>;
  }
}

function isEmpty(entities: Iterable<unknown>): boolean {
  return entities[Symbol.iterator]().next().done === true;
}

const REFRESH: MergeOptions = {
  refresh: true,
  convertCustomTypes: true,
  validate: false,
  disableContextResolution: true,
};
