import {
  type EntityManager,
  type EntityName,
  EntityRepository,
  type UpsertManyOptions,
} from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';

/**
 * MikroORM's repository, as one can extend it whose `create`, `count` and `upsertMany` mean something else: for TypeScript
 * it is also one of no entity in particular, so that `em.getRepository(Item)` takes an `ItemsRepository` for what it is.
 */
export const OrmRepository = EntityRepository as unknown as new <T extends object>(
  em: SqlEntityManager,
  entity: EntityName<T>,
) => Omit<EntityRepository<T>, 'create' | 'count' | 'upsertMany'> & EntityRepository<object>;

/** What MikroORM's own `upsertMany` takes. */
export type OrmUpsertOptions<T> =
  UpsertManyOptions<T, keyof T & string> | Parameters<EntityRepository<object>['upsertMany']>[1];

type Maker = new (em: EntityManager) => object;

/**
 * By what MikroORM makes the repository that `em.getRepository()` gives. One that needs more than a database is there but
 * once, for the EntityManager of the application.
 */
export function makerOf(repository: object): Maker {
  const { constructor: type } = repository as { constructor: Maker };
  if (type.length <= 1) {
    return type;
  }
  function once(em: EntityManager): object {
    if (!em.global) {
      throw new Error(
        `${type.name} needs more than a database, so no other can be made: have it injected instead of asking em.getRepository()`,
      );
    }
    return repository;
  }
  return once as unknown as Maker;
}
