import { ForbiddenError } from '../../errors/errors.js';
import type { BaseEntity } from '../entity/base.entity.js';
import type { BaseRepository } from '../repository/base.repository.js';
import type { Upserted } from '../repository/upsert-rule.js';
import { about } from '../../errors/about.js';
import { parentOf } from '../entity/parent.js';
import { transaction } from '../transactional.js';
import type { BaseService } from './base.service.js';
import { PartWriters } from './part-writers.js';
import { Permission, type Versions } from './permission.js';
import { refuseUnknownRules, type Rules } from './rules.js';

/** What became of a batch of new rows. */
export interface Created<T> {
  created: number;
  /** In the order of the input. */
  items: T[];
}

/** How rows that are a part of another one are made. */
export interface PartOptions {
  /** Their parent is made by the same transaction, and keeps its version. */
  withParent?: boolean;
}

/** How many rows were deleted. */
export interface Deleted {
  deleted: number;
}

/** How an upsert treats rows that exist. */
export interface UpsertOptions {
  on_conflict?: 'update' | 'ignore';
  /** Of the fields that the rows came with, those that a stored row takes over; all if left out. */
  update_fields?: readonly string[];
}

/** Fields of an entity, those included that clients do not give. */
type Given<T extends BaseEntity> = Partial<Omit<T, keyof BaseEntity>>;

/**
 * The writes of an entity: who may do it (the entity's policy), what else must hold (the rules of its service), and which
 * version the row must have. A write without rules is one statement with all conditions inside; with rules, the rows are
 * locked first, and everything is one transaction.
 */
export class Writes<T extends BaseEntity, Create extends object, Update extends object = Partial<Create>> {
  readonly #permission: Permission<T>;
  readonly #parts: PartWriters;

  /**
   * @param rules the service, whose methods are the rules
   * @throws StartError if a method of it looks like a rule and is none
   */
  constructor(
    private readonly repository: BaseRepository<T, Create, Update>,
    private readonly rules: NoInfer<Pick<BaseService<T>, 'get'> & Rules<T, Create, Update>>,
  ) {
    refuseUnknownRules(rules);
    const entity = repository.entityClass;
    this.#permission = new Permission(repository);
    this.#parts = PartWriters.of(repository.getEntityManager());
    this.#parts.add(entity, this);
  }

  /** @throws ForbiddenError; ConflictError if a unique value is taken */
  async create(data: Create | (Create & Given<T>)): Promise<T> {
    const given = this.#permission.given();
    if (!this.#saves) {
      return this.repository.create({ ...data, ...given });
    }
    return transaction(async () => {
      const row = await this.repository.create({ ...(await this.#asked(data)), ...given });
      await this.rules.afterSave?.({ before: undefined, data, after: row, actor: this.#permission.actor });
      return row;
    });
  }

  /**
   * Creates a row and the rows that are a part of it, all or none: `createWith(order, { lines })`. They obey the rules of
   * their own service.
   *
   * @param parts by what this entity calls them
   * @returns the row as it then stands
   * @throws ConflictError, ValidationError naming the parts to blame: `["body", "lines", 0, "position"]`
   */
  async createWith(
    data: Create | (Create & Given<T>),
    parts: Record<string, readonly object[] | undefined>,
  ): Promise<T> {
    const given = Object.entries(parts).filter(([, rows]) => rows?.length);
    if (given.length === 0) {
      return this.create(data);
    }
    return transaction(async () => {
      const row = await this.create(data);
      for (const [as, rows] of given) {
        await this.#parts.create(this.repository.entityClass, row.id, as, rows!);
      }
      // The rules of the parts may have changed it.
      return (await this.repository.get(row.id)) ?? row;
    });
  }

  /** Creates all rows or none. @throws ForbiddenError; ConflictError, ValidationError naming the rows to blame */
  async createMany(rows: readonly Create[], options: PartOptions = {}): Promise<Created<T>> {
    const given = this.#permission.given();
    if (!this.#saves) {
      return created(
        await this.repository.createMany(
          rows.map((row) => ({ ...row, ...given })),
          options,
        ),
      );
    }
    const list = options.withParent ? parentOf(this.repository.entityClass)!.as : 'items';
    return transaction(async () => {
      const asked: Create[] = [];
      for (const [i, row] of rows.entries()) {
        asked.push({ ...(await about(['body', list, i], () => this.#asked(row))), ...given });
      }
      const items = await this.repository.createMany(asked, options);
      for (const [i, after] of items.entries()) {
        const saved = { before: undefined, data: rows[i]!, after, actor: this.#permission.actor };
        await about(['body', list, i], () => this.rules.afterSave?.(saved));
      }
      return created(items);
    });
  }

  /**
   * Creates rows, or updates those whose key exists; each obeys what holds for creating or changing one.
   *
   * @throws ForbiddenError, ConflictError, ValidationError as `create` and `update`
   */
  async upsertMany(rows: readonly Create[], options: UpsertOptions = {}): Promise<Upserted<T>> {
    const { key } = this.repository;
    if (!key) {
      throw new Error(
        `${this.repository.constructor.name} has no key to upsert by: give it one in its options`,
      );
    }
    const { beforeSave, afterSave } = this.rules;
    return this.repository.upsertMany(rows, {
      key,
      fields: options.on_conflict === 'ignore' ? [] : options.update_fields,
      given: this.#permission.given(),
      ...(beforeSave && {
        before: async (data, before) => {
          const save = { before, data: data as Create, actor: this.#permission.actor };
          return (await this.rules.beforeSave?.(save)) ?? data;
        },
      }),
      ...(afterSave && {
        after: async (data, before, after) =>
          afterSave.call(this.rules, { before, data: data as Create, after, actor: this.#permission.actor }),
      }),
    });
  }

  /**
   * Changes the given fields; if they all have their values already, nothing changes.
   *
   * @param sent what a client sent, or fields that clients do not give
   * @throws NotFoundError, ForbiddenError; ConflictError if a unique value is taken
   * @throws PreconditionFailedError if the row has none of the expected versions
   */
  async update(id: string, sent: Update | Given<T>, versions?: Versions): Promise<T> {
    const changes = sent as Update;
    if (!this.#saves && !this.repository.relates(changes)) {
      const updated = await this.repository.update(id, changes, { versions, may: 'update' });
      return updated ?? this.#permission.unchanged(id, 'update', versions);
    }
    return transaction(async () => {
      const before = await this.#permission.locked(id, 'update', versions);
      const save = { before, data: changes, actor: this.#permission.actor };
      const asked = ((await this.rules.beforeSave?.(save)) ?? changes) as Update;
      const after = await this.repository.update(id, asked);
      if (!after) {
        return before;
      }
      await this.rules.afterSave?.({ ...save, after });
      return after;
    });
  }

  /**
   * Marks the row as deleted.
   *
   * @throws NotFoundError, ForbiddenError, PreconditionFailedError as `update`
   */
  async delete(id: string, versions?: Versions): Promise<void> {
    const { beforeDelete, afterDelete } = this.rules;
    if (!beforeDelete && !afterDelete) {
      if (!(await this.repository.softDelete(id, { versions, may: 'delete' }))) {
        await this.#permission.unchanged(id, 'delete', versions);
      }
      return;
    }
    await transaction(async () => {
      const before = await this.#permission.locked(id, 'delete', versions);
      await this.#markEach([before]);
    });
  }

  /** Marks all these rows as deleted; ids that the actor does not see are skipped. @throws ForbiddenError for all */
  async deleteMany(ids: readonly string[]): Promise<Deleted> {
    return transaction(async () => {
      const judged = await this.repository.judge(ids, 'delete', { lock: true });
      if (judged.some(({ may }) => !may)) {
        throw new ForbiddenError();
      }
      return { deleted: await this.#markEach(judged.map(({ row }) => row)) };
    });
  }

  /**
   * Brings a deleted row back; a row that was not deleted stays as it is.
   *
   * @throws NotFoundError if there is no such row, or the actor may not know of it; ForbiddenError, PreconditionFailedError
   * @throws ConflictError if a unique value was taken meanwhile
   */
  async restore(id: string, versions?: Versions): Promise<T> {
    const { beforeRestore, afterRestore } = this.rules;
    if (!beforeRestore && !afterRestore) {
      const restored = await this.repository.restore(id, { versions, may: 'restore' });
      return restored ?? this.#permission.unchanged(id, 'restore', versions);
    }
    return transaction(async () => {
      const before = await this.#permission.locked(id, 'restore', versions);
      if (!before.deleted_at) {
        return before;
      }
      await beforeRestore?.call(this.rules, { before, actor: this.#permission.actor });
      const after = await this.repository.restore(id);
      await afterRestore?.call(this.rules, { before, after: after!, actor: this.#permission.actor });
      return after!;
    });
  }

  /** Deletes rows that are locked and may be deleted, by the rules. @returns how many */
  async #markEach(rows: readonly T[]): Promise<number> {
    for (const before of rows) {
      await this.rules.beforeDelete?.({ before, actor: this.#permission.actor });
    }
    const deleted = await this.repository.softDeleteMany(rows.map(({ id }) => id));
    const byId = new Map(rows.map((row) => [row.id, row]));
    for (const after of deleted) {
      await this.rules.afterDelete?.({ before: byId.get(after.id)!, after, actor: this.#permission.actor });
    }
    return deleted.length;
  }

  /** What the rules make of a new row. */
  async #asked(data: Create): Promise<Create> {
    const asked = await this.rules.beforeSave?.({ before: undefined, data, actor: this.#permission.actor });
    return (asked ?? data) as Create;
  }

  get #saves(): boolean {
    return this.rules.beforeSave !== undefined || this.rules.afterSave !== undefined;
  }
}

function created<T>(items: T[]): Created<T> {
  return { created: items.length, items };
}
