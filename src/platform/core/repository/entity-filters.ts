import { type EntityManager, type EntityName, type FilterDef, Utils } from '@mikro-orm/core';
import type { Where } from '../../database/condition.js';
import { SOFT_DELETE, softDeleteFilter } from '../../database/soft-delete.filter.js';
import { currentEntityManager } from '../../database/unit-entity-manager.js';
import type { EntityTable } from './entity-table.js';

type Conditions = Where<object>[];
type Filters = Readonly<Record<string, FilterDef>>;

/**
 * The filters of MikroORM that hold for an entity by default: those of the configuration, those that `em.addFilter` has
 * added, and its own. Repositories ask here for the same conditions that `em.find` has, the arguments bound in the same
 * places.
 */
export class EntityFilters {
  readonly #usual: readonly FilterDef[];
  readonly #fixed = new Map<FilterDef, Where<object>>();

  constructor(
    private readonly table: EntityTable,
    private readonly em: EntityManager,
  ) {
    this.#usual = this.#active({});
    for (const filter of this.#usual) {
      if (typeof filter.cond !== 'function') {
        this.#fixed.set(filter, filter.cond as Where<object>);
      } else if (filter.cond === softDeleteFilter.cond) {
        this.#fixed.set(filter, this.#ask(filter));
      }
    }
  }

  /**
   * The conditions that hold now.
   *
   * @param without the names of filters that are left out
   * @throws Error if a filter needs arguments and nobody has bound them
   */
  conditions(without: readonly string[]): Conditions | Promise<Conditions> {
    const { addedFilters } = currentEntityManager(this.em);
    const filters = addedFilters.size === 0 ? this.#usual : this.#active(Object.fromEntries(addedFilters));
    const asked = filters
      .filter(({ name }) => !without.includes(name))
      .map((filter) => this.#fixed.get(filter) ?? this.#ask(filter));
    return asked.some((one) => one instanceof Promise)
      ? Promise.all(asked as Promise<Where<object>>[])
      : asked;
  }

  /** The condition of soft deletion: everything that is not deleted. */
  get live(): Where<object> {
    const filter = this.#usual.find(({ name }) => name === SOFT_DELETE);
    return filter ? (this.#fixed.get(filter) ?? this.#ask(filter)) : {};
  }

  /** Of filters with one name, MikroORM takes that of the configuration, then the added one, then the entity's. */
  #active(added: Filters): FilterDef[] {
    const { meta } = this.table;
    const all: Filters = { ...meta.filters, ...added, ...(this.em.config.get('filters') as object) };
    return Object.entries(all).flatMap(([name, filter]) => {
      filter.name = name;
      const entities = filter.entity === undefined ? [meta.class] : [filter.entity as EntityName].flat();
      const applies = entities.some((entity) => Utils.matchesEntity(entity, meta));
      return filter.default && applies ? [filter] : [];
    });
  }

  #ask(filter: FilterDef): Where<object> | Promise<Where<object>> {
    if (typeof filter.cond !== 'function') {
      return filter.cond as Where<object>;
    }
    const cond = filter.cond as (...args: unknown[]) => Where<object> | Promise<Where<object>>;
    const needsArgs = filter.args !== false && cond.length > 0;
    const em = needsArgs ? this.em.getContext(false) : currentEntityManager(this.em);
    const args = em.global ? undefined : em.getFilterParams(filter.name);
    if (needsArgs && !args) {
      throw new Error(
        `Filter '${filter.name}' of ${this.table.meta.className} needs arguments and has none: ` +
          `call em.setFilterParams('${filter.name}', …) before, in a guard or a middleware for instance.`,
      );
    }
    return cond(args, 'read', em, {}, this.table.meta.className);
  }
}
