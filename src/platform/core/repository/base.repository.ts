import type { EntityData, EntityManager, EntityName, UpsertManyOptions } from '@mikro-orm/core';
import type { Where } from '../../database/condition.js';
import type { Database } from '../../database/database.js';
import type { BaseEntity } from '../entity/base.entity.js';
import { deletionMark } from './deletion-mark.js';
import { EntityWriter } from './entity-writer.js';
import type { OrmUpsertOptions } from './orm-repository.js';
import { ReadingRepository } from './reading.repository.js';
import type { CreateData, Guard, RepositoryOptions } from './repository-options.js';
import { type EntityScope, Scopes } from './scope.js';
import { fitting, within, withIds } from './scoped-rows.js';
import type { Upserted, UpsertRule } from './upsert-rule.js';

/**
 * The repository of an entity: what every entity can do, as one SQL statement each where nothing else belongs to its rows.
 * They come back as plain objects of the entity's shape, outside of the unit of work; MikroORM's own methods (`find`,
 * `findOne`, …) are there besides, and `em.getRepository(Entity)` gives one like it.
 *
 * Every statement is about the rows that MikroORM's filters leave and the current actor sees, by the entity's policy.
 * Nothing here commits on its own account: inside `@Transactional()` all calls belong to that transaction, outside each
 * call stands alone. Deleted rows are invisible unless a method says otherwise.
 *
 * @typeParam T the entity
 * @typeParam Create what a new row is made from
 * @typeParam Update what can be changed
 */
export abstract class BaseRepository<
  T extends BaseEntity,
  Create extends object = CreateData<T>,
  Update extends object = Partial<Create>,
> extends ReadingRepository<T> {
  readonly #scope: EntityScope<T>;
  readonly #writes: EntityWriter<T>;

  /**
   * @param database of the application; MikroORM gives its EntityManager instead
   * @throws StartError naming class and member, if entity or options declare what cannot be honoured
   */
  constructor(database: Database | EntityManager, entity: EntityName<T>, options: RepositoryOptions<T>) {
    super(database, entity, options);
    const scopes = Scopes.of(this.database.em);
    this.#scope = scopes.ofEntity(this.database.em.getMetadata().get(entity));
    this.#writes = new EntityWriter(this.#scope, scopes, this.database);
  }

  /**
   * @throws ConflictError if a unique value is taken
   * @throws ValidationError `foreign_key` if it refers to what is not there
   */
  override async create(data: Create): Promise<T> {
    return this.#writes.create(data);
  }

  /**
   * Creates all rows or none, in one statement; no rows cost none.
   *
   * @param options `withParent`: the row that they are a part of is made by the same transaction
   * @throws ConflictError naming every row whose unique value is taken
   * @throws ValidationError if two of the rows have the same unique value, or one refers to what is not there
   */
  async createMany(rows: readonly Create[], options: { withParent?: boolean } = {}): Promise<T[]> {
    return rows.length === 0 ? [] : this.#writes.createMany(rows, options);
  }

  /**
   * Changes the given fields of one row and raises its version.
   *
   * @returns the row as it now stands, or undefined if no live row fits the guard or nothing would change
   */
  async update(id: string, changes: Update, guard: Guard = {}): Promise<T | undefined> {
    const rows = await within(this.#scope, withIds([id], guard), {}, guard.may);
    return this.#writes.update(id, changes, rows);
  }

  /** Whether a change is more than one statement on this table: other rows have to be looked after. */
  relates(changes: object): boolean {
    return this.#writes.relates(changes);
  }

  /** Changes all live rows that fit, and raises the versions of those that differ. @returns how many */
  async updateMany(where: Where<T>, changes: Update): Promise<number> {
    const rows = await within(this.#scope, await fitting(this.#scope, where));
    return this.#writes.updateMany(changes, rows);
  }

  /**
   * Creates rows, or updates those whose key exists among the live rows; no rows cost no statement.
   *
   * @throws ValidationError if two of the rows have the same key
   * @throws ForbiddenError, ConflictError if a stored row is one that the actor may not change, or does not see
   */
  override upsertMany(rows: readonly Create[], rule: UpsertRule<T>): Promise<Upserted<T>>;
  /** MikroORM's own verb of this name, for its managed entities. */
  override upsertMany(rows?: object[], options?: OrmUpsertOptions<T>): Promise<T[]>;
  override async upsertMany(
    rows: readonly object[] = [],
    rule?: UpsertRule<T> | OrmUpsertOptions<T>,
  ): Promise<Upserted<T> | T[]> {
    if (!rule || !('key' in rule)) {
      const options = rule as UpsertManyOptions<T>;
      return this.getEntityManager().upsertMany(this.entityClass, [...rows] as EntityData<T>[], options);
    }
    return rows.length === 0
      ? { created: 0, updated: 0, ignored: 0, items: [] }
      : this.#writes.upsert(rows, rule);
  }

  /** Marks a live row as deleted. @returns the row, or undefined if no live row fits the guard */
  async softDelete(id: string, guard: Guard = {}): Promise<T | undefined> {
    const rows = await within(this.#scope, withIds([id], guard), {}, guard.may);
    return (await this.#writes.mark(deletionMark(), rows))[0];
  }

  /** Marks the live rows among these as deleted. @returns those rows */
  async softDeleteMany(ids: readonly string[]): Promise<T[]> {
    if (ids.length === 0) {
      return [];
    }
    return this.#writes.mark(deletionMark(), await within(this.#scope, withIds(ids)));
  }

  /** Marks the live rows that fit as deleted. @returns those rows */
  async softDeleteWhere(where: Where<T>): Promise<T[]> {
    const rows = await within(this.#scope, await fitting(this.#scope, where));
    return this.#writes.mark(deletionMark(), rows);
  }

  /**
   * Takes the mark of deletion from a row.
   *
   * @returns the row, or undefined if no deleted row fits the guard
   * @throws ConflictError if a unique value was taken meanwhile
   */
  async restore(id: string, guard: Guard = {}): Promise<T | undefined> {
    const rows = await within(this.#scope, withIds([id], guard), { deleted: 'only' }, guard.may);
    return (await this.#writes.mark(null, rows))[0];
  }

  /** Takes the mark of deletion from the rows that fit. @returns those rows */
  async restoreWhere(where: Where<T>): Promise<T[]> {
    const rows = await within(this.#scope, await fitting(this.#scope, where), { deleted: 'only' });
    return this.#writes.mark(null, rows);
  }

  /** Removes a row for good, deleted or not. @returns whether there was one. @throws ConflictError if it is still in use */
  async delete(id: string): Promise<boolean> {
    return (await this.deleteMany([id])) > 0;
  }

  /** Removes rows for good, deleted or not. @returns how many there were. @throws ConflictError if one is still in use */
  async deleteMany(ids: readonly string[]): Promise<number> {
    if (ids.length === 0) {
      return 0;
    }
    const rows = await within(this.#scope, withIds(ids), { deleted: 'include' });
    return this.#writes.rows.remove(rows);
  }
}
