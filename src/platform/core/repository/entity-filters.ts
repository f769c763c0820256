import type { EntityManager, FilterDef } from '@mikro-orm/core';
import { currentContext } from '../../context/request-context.js';
import type { Where } from '../../database/condition.js';
import { SOFT_DELETE, softDeleteFilter } from '../../database/soft-delete.filter.js';
import type { EntityTable } from './entity-table.js';

type Conditions = Where<object>[];

/**
 * The filters of MikroORM that hold for an entity by default: those of the configuration and its own. Repositories ask here
 * for the same conditions that `em.find` has, the arguments bound in the same places.
 */
export class EntityFilters {
  readonly #filters: readonly FilterDef[];
  readonly #fixed = new Map<FilterDef, Where<object>>();

  constructor(
    private readonly table: EntityTable,
    private readonly em: EntityManager,
  ) {
    const { meta } = table;
    const all = { ...meta.filters, ...em.config.get('filters') } as Record<string, FilterDef>;
    this.#filters = Object.entries(all)
      .map(([name, filter]) => ({ ...filter, name }))
      .filter((filter) => filter.default && appliesTo(filter, meta.className));
    for (const filter of this.#filters) {
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
    const asked = this.#filters
      .filter(({ name }) => !without.includes(name))
      .map((filter) => this.#fixed.get(filter) ?? this.#ask(filter));
    return asked.some((one) => one instanceof Promise)
      ? Promise.all(asked as Promise<Where<object>>[])
      : asked;
  }

  /** The condition of soft deletion: everything that is not deleted. */
  get live(): Where<object> {
    const filter = this.#filters.find(({ name }) => name === SOFT_DELETE);
    return filter ? (this.#fixed.get(filter) ?? this.#ask(filter)) : {};
  }

  #ask(filter: FilterDef): Where<object> | Promise<Where<object>> {
    const cond = filter.cond as (...args: unknown[]) => Where<object> | Promise<Where<object>>;
    const em = currentContext()?.em ?? this.em;
    const needsArgs = filter.args !== false && cond.length > 0;
    const args = needsArgs ? em.getFilterParams(filter.name) : undefined;
    if (needsArgs && !args) {
      throw new Error(
        `Filter '${filter.name}' of ${this.table.meta.className} needs arguments and has none: ` +
          `call em.setFilterParams('${filter.name}', …) before, in a guard or a middleware for instance.`,
      );
    }
    return cond(args, 'read', em, {}, this.table.meta.className);
  }
}

function appliesTo({ entity }: FilterDef, className: string): boolean {
  const names =
    entity === undefined ? undefined : [entity].flat().map((one) => nameOf(one as string | { name: string }));
  return names === undefined || names.includes(className);
}

function nameOf(entity: string | { name: string }): string {
  return typeof entity === 'string' ? entity : entity.name;
}
