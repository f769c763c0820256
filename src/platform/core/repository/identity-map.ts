import { type EntityManager, type EntityName, type MergeOptions, wrap } from '@mikro-orm/core';
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
    for (const { manager, id, entity } of managed) {
      const pending = this.#pending(manager, entity);
      manager.merge<object>(this.#entity, { ...byId.get(id) }, REFRESH);
      Object.assign(entity, pending);
    }
  }

  /** Forgets managed entities whose rows are gone for good. */
  forget(rows: readonly { id: string }[]): void {
    for (const { manager, entity } of this.#managed(rows)) {
      manager.getUnitOfWork(false).unsetIdentity(entity);
    }
  }

  /** The changes of an entity that are yet to be flushed. */
  #pending(manager: EntityManager, entity: object): object {
    const { meta } = this.table;
    const comparator = manager.getComparator();
    const stored = wrap(entity, true).__originalEntityData ?? {};
    const changed = comparator.diffEntities(meta.class as never, stored, comparator.prepareEntity(entity));
    const names = Object.keys(changed).map((name) => meta.properties[name as never]?.embedded?.[0] ?? name);
    return Object.fromEntries(names.map((name) => [name, (entity as Record<string, unknown>)[name]]));
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
