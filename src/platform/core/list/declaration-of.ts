import type { ListDeclaration } from '../../database/indexes/list-declaration.js';
import type { Filter } from './filter.js';
import { parseOrder } from './parse-list-query.js';

/** What a filter asks of the entity's own columns, as far as indexes serve it. */
export function declarationOf(filter: Filter<unknown>): ListDeclaration {
  const own = Object.entries(filter.fields).filter(([, { through, set }]) => !through && !set);
  return {
    sorted: filter.order_by.filter((name) => !name.includes('__')),
    equal: own.flatMap(([name, { operators }]) =>
      operators.some((operator) => operator === 'eq' || operator === 'in') ? [name] : [],
    ),
    within: filter.within ?? [],
    order: parseOrder(filter.default_order ?? '-created_at'),
    unindexed: filter.unindexed ?? {},
  };
}
