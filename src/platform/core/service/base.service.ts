import { PreconditionFailedError } from '../../errors/errors.js';
import type { BaseEntity } from '../entity/base.entity.js';
import type { ListQuery, Page } from '../list/list-query.js';
import type { BaseRepository, CreateData } from '../repository/base.repository.js';
import type { UpsertResult } from '../repository/bulk-writer.js';
import { transaction } from '../transactional.js';
import { ServiceHooks } from './service-hooks.js';

/** What a caller wants to do with a row. */
export type Action = 'create' | 'update' | 'delete' | 'restore';

/** The versions one of which the row must have (`If-Match`); any will do if undefined. */
export type ExpectedVersions = readonly number[] | undefined;

/** How an upsert treats rows that exist. */
export interface UpsertOptions {
  on_conflict?: 'update' | 'ignore';
  /** Of the columns that the entity lets an upsert change, those that it shall change here; all if left out. */
  update_fields?: readonly string[];
}

/**
 * What every entity offers, with its rules: who may do it (`authorize`, `mayKnow`), what else happens (`ServiceHooks`),
 * and which version it must find. Hooks run in the transaction of the write they belong to.
 */
export abstract class BaseService<
  T extends BaseEntity,
  Create extends object = CreateData<T>,
  Update extends object = Partial<Create>,
> extends ServiceHooks<T, Create, Update> {
  constructor(protected readonly repository: BaseRepository<T, Create, Update>) {
    super();
  }

  /** @throws ForbiddenError if the current user may not do this; `row` is what exists already. Everybody may by default. */
  protected authorize(_action: Action, _row?: T): void {}

  /** Whether the current user may know of a deleted row. Everybody may by default. */
  protected mayKnow(_deleted: T): boolean {
    return true;
  }

  /** Narrows a list to what the current user may see. */
  protected visible(query: ListQuery): ListQuery {
    return query;
  }

  /** Completes what a client sent for a new row. */
  protected prepare(data: Create): Create {
    return data;
  }

  /** @throws NotFoundError if the row is missing or deleted */
  async get(id: string): Promise<T> {
    return this.repository.getOrFail(id);
  }

  async page(query: ListQuery): Promise<Page<T>> {
    return this.repository.page(this.visible(query));
  }

  /** @throws ConflictError if a unique value is taken */
  async create(data: Create): Promise<T> {
    this.authorize('create');
    return this.#atomically(async () => {
      const row = await this.repository.create(await this.beforeCreate(this.prepare(data)));
      await this.afterCreate(row);
      return row;
    });
  }

  /** Creates all rows or none. */
  async createMany(rows: readonly Create[]): Promise<T[]> {
    this.authorize('create');
    return this.#atomically(async () => {
      const created = await this.repository.createMany(await this.#prepareAll(rows));
      for (const row of created) {
        await this.afterCreate(row);
      }
      return created;
    });
  }

  /** Creates rows, or updates those whose key exists, see `BaseRepository.upsertMany`. */
  async upsertMany(rows: readonly Create[], options: UpsertOptions = {}): Promise<UpsertResult<T>> {
    this.authorize('create');
    const rule = this.repository.upsertRule;
    if (!rule) {
      throw new Error(`${this.constructor.name} has no key to upsert by: declare one in its repository`);
    }
    const update = options.on_conflict === 'ignore' ? [] : [...new Set(options.update_fields ?? rule.update)];
    return this.#atomically(async () => {
      const result = await this.repository.upsertMany(await this.#prepareAll(rows), { ...rule, update });
      await this.afterUpsert(result);
      return result;
    });
  }

  /**
   * Changes the given fields; if they all have their values already, nothing changes.
   *
   * @throws NotFoundError, ForbiddenError, ConflictError if a unique value is taken
   * @throws PreconditionFailedError if the row has none of the expected versions
   */
  async update(id: string, changes: Update, versions?: ExpectedVersions): Promise<T> {
    return this.#atomically(async () => {
      const row = await this.repository.getOrFail(id);
      this.authorize('update', row);
      const updated = await this.repository.update(id, await this.beforeUpdate(row, changes), { versions });
      if (!updated) {
        return this.#unchanged(id, versions);
      }
      await this.afterUpdate(updated, row);
      return updated;
    });
  }

  /**
   * Marks the row as deleted.
   *
   * @throws NotFoundError, ForbiddenError, PreconditionFailedError as `update`
   */
  async delete(id: string, versions?: ExpectedVersions): Promise<void> {
    await this.#atomically(async () => {
      const row = await this.repository.getOrFail(id);
      this.authorize('delete', row);
      await this.beforeDelete(row);
      const deleted = await this.repository.softDelete(id, { versions });
      await this.afterDelete(deleted ?? (await this.#refused(id)));
    });
  }

  /** Marks all these rows as deleted; ids that do not exist are skipped. @returns how many. @throws ForbiddenError for all */
  async deleteMany(ids: readonly string[]): Promise<number> {
    return this.#atomically(async () => {
      const rows = new Set(await this.repository.getMany(ids));
      rows.forEach((row) => this.authorize('delete', row));
      for (const row of rows) {
        await this.beforeDelete(row);
      }
      const deleted = await this.repository.softDeleteMany([...rows].map(({ id }) => id));
      for (const row of deleted) {
        await this.afterDelete(row);
      }
      return deleted.length;
    });
  }

  /**
   * Brings a deleted row back; a row that was not deleted stays as it is.
   *
   * @throws NotFoundError if there is no such row, or the user may not know of it
   * @throws ConflictError if a unique value was taken meanwhile
   */
  async restore(id: string, versions?: ExpectedVersions): Promise<T> {
    return this.#atomically(async () => {
      const row = await this.repository.getOrFail(id, { withDeleted: true });
      if (row.deleted_at && !this.mayKnow(row)) {
        throw this.repository.notFound();
      }
      this.authorize('restore', row);
      await this.beforeRestore(row);
      const restored = await this.repository.restore(id, { versions });
      if (!restored) {
        return this.#unchanged(id, versions, true);
      }
      await this.afterRestore(restored);
      return restored;
    });
  }

  async #prepareAll(rows: readonly Create[]): Promise<Create[]> {
    const prepared = rows.map((row) => this.prepare(row));
    for (let i = 0; this.hasHooks && i < prepared.length; i++) {
      prepared[i] = await this.beforeCreate(prepared[i]!);
    }
    return prepared;
  }

  /** The row as it is, after a write that changed nothing: because nothing differed, or because of its version. */
  async #unchanged(id: string, versions: ExpectedVersions, withDeleted = false): Promise<T> {
    const row = await this.repository.getOrFail(id, { withDeleted });
    if (versions && !versions.includes(row.version)) {
      throw new PreconditionFailedError();
    }
    return row;
  }

  /** Tells why no row was deleted: it is gone, or it has another version. */
  async #refused(id: string): Promise<never> {
    await this.repository.getOrFail(id);
    throw new PreconditionFailedError();
  }

  /** A write is one statement and needs no transaction around it, unless hooks add to it. */
  async #atomically<R>(work: () => Promise<R>): Promise<R> {
    return this.hasHooks ? transaction(work) : work();
  }
}
