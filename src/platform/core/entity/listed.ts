import { declareList } from '../../database/indexes/list-declaration.js';
import { declarationOf } from '../list/declaration-of.js';
import type { Filter } from '../list/filter.js';

/**
 * Gives the table of an entity the indexes that its lists need: one for each sort key, each equality filter and each owner
 * that the filter declares. A column that is to have none is named in the filter, `unindexed`, with the reason.
 * `npm run migration:create` writes them.
 *
 * Usage: `@Listed(itemFilter)`
 */
export function Listed<T extends object>(filter: Filter<T>) {
  return (entity: new () => T): void => declareList(entity, declarationOf(filter));
}
