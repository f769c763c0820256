import type { Where } from '../../database/condition.js';
import type { BaseEntity } from '../entity/base.entity.js';
import type { Include } from '../relations/include.js';
import type { ListQuery, Page } from '../list/list-query.js';
import type { BaseRepository } from '../repository/base.repository.js';
import type { ListOptions, ReadOptions } from '../repository/repository-options.js';

/**
 * What every service of an entity offers to its controller and to other modules: reading, within what the current actor
 * sees. Writing verbs are methods of the service itself, see `Writes`.
 */
export abstract class BaseService<
  T extends BaseEntity,
  R extends BaseRepository<T, never, never> = BaseRepository<T, never, never>,
> {
  /** @param repository of the entity, with the queries of its own */
  constructor(protected readonly repository: R) {}

  /** The class of the entity that it serves. */
  get entity(): new () => T {
    return this.repository.entityClass;
  }

  /** @throws NotFoundError if the row is missing, deleted, or not to be seen */
  async get(id: string, include?: Include): Promise<T> {
    return this.repository.embed(await this.repository.getOrFail(id), include);
  }

  /** Embeds what belongs to rows of this entity, in place. @returns the rows */
  async embed<Rows extends T | T[]>(rows: Rows, include?: Include): Promise<Rows> {
    return this.repository.embed(rows, include);
  }

  /** The rows with these ids, in their order; ids that do not exist are left out. */
  async getMany(ids: readonly string[], options?: ReadOptions): Promise<T[]> {
    return this.repository.getMany(ids, options);
  }

  async exists(where: Where<T>, options?: ReadOptions): Promise<boolean> {
    return this.repository.exists(where, options);
  }

  async count(where?: Where<T>, options?: ReadOptions): Promise<number> {
    return this.repository.count(where, options);
  }

  /** The rows that fit: `list({ status: 'draft' }, { order: '-created_at', limit: 20 })`. */
  async list(where?: Where<T>, options?: ListOptions<T>): Promise<T[]> {
    return this.repository.list(where, options);
  }

  /** One page of a list request. */
  async page(query: ListQuery): Promise<Page<T>> {
    return this.repository.page(query);
  }
}
