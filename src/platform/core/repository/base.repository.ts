import type {
  CountOptions,
  EntityData,
  EntityManager,
  EntityName,
  FilterQuery,
  UpsertManyOptions,
} from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Where } from '../../database/condition.js';
import { Database } from '../../database/database.js';
import { parseTime } from '../../database/parse-time.js';
import { NotFoundError } from '../../errors/errors.js';
import type { BaseEntity, ManagedColumn } from '../entity/base.entity.js';
import type { Filter } from '../list/filter.js';
import type { ListQuery, Page } from '../list/list-query.js';
import { parseOrder } from '../list/parse-list-query.js';
import { Dependents } from '../relations/dependents.js';
import type { Include } from '../relations/include.js';
import { IncludeReader } from '../relations/include-reader.js';
import { References } from '../relations/references.js';
import { RowSets } from '../relations/row-sets.js';
import type { Action } from '../policy/policy.js';
import { BulkWriter } from './bulk-writer.js';
import { refuseUnknownFields } from './declared-fields.js';
import type { EntityTable } from './entity-table.js';
import { ManagedEntities } from './identity-map.js';
import { orderSql } from './keyset-sql.js';
import { makerOf, OrmRepository, type OrmUpsertOptions } from './orm-repository.js';
import { ManagedRows } from './managed-rows.js';
import { completeOrder, PageReader } from './page-reader.js';
import { type EntityScope, type Scope, type ScopeOptions, Scopes } from './scope.js';
import { SqlValues } from './sql-values.js';
import {
  insertStatement,
  judgedStatement,
  markStatement,
  selectStatement,
  type Statement,
  touched,
  updateStatement,
} from './statements.js';
import { type Upserted, type UpsertRule, UpsertWriter } from './upsert-writer.js';

type Row = Record<string, unknown>;

/** The names of an entity's columns. */
export type Field<T> = keyof T & string;

/** What a new row needs: the managed columns are filled in by the repository. */
export type CreateData<T> = Omit<Partial<T>, ManagedColumn>;

export interface ReadOptions {
  /** Finds soft-deleted rows too, as far as the actor may restore them. */
  withDeleted?: boolean;
}

/** How many rows to read, and in which order. */
export interface ListOptions<T> extends ReadOptions {
  /** `-created_at` and the like, several separated by commas; the newest first if left out. */
  order?: Field<T> | `-${Field<T>}` | (string & {});
  /** All if left out. */
  limit?: number;
}

/** What must hold for a row to be written, besides that the actor sees it. */
export interface Guard {
  /** The versions one of which the row must have; any if left out. */
  versions?: readonly number[];
  /** What the entity's policy must let the actor do with the row; it is not asked if left out. */
  may?: Action;
}

/** A row, and whether the entity's policy lets the actor do what was asked. */
export interface Judged<T> {
  row: T;
  may: boolean;
}

/** What an entity declares besides its columns. */
export interface RepositoryOptions<T> {
  /** What its lists can be filtered, searched and sorted by. */
  filter: Filter<T>;
  /** The unique key by which rows are upserted, if there is one. */
  key?: readonly Field<T>[];
}

/**
 * The repository of an entity: what every entity can do, as one SQL statement each. Rows come back as plain objects of
 * the entity's shape, outside of the unit of work; MikroORM's own methods (`find`, `findOne`, …) are there besides, and
 * `em.getRepository(Entity)` gives one like it.
 *
 * Every statement is about the rows that MikroORM's filters leave and the current actor sees, by the entity's policy.
 * Nothing here commits on its own account: inside `@Transactional()` all calls belong to that transaction, outside each
 * statement stands alone. Deleted rows are invisible unless a method says otherwise.
 *
 * @typeParam T the entity
 * @typeParam Create what a new row is made from
 * @typeParam Update what can be changed
 */
export abstract class BaseRepository<
  T extends BaseEntity,
  Create extends object = CreateData<T>,
  Update extends object = Partial<Create>,
> extends OrmRepository<T> {
  /** The unique key by which rows are upserted, if the entity has one. */
  readonly key?: readonly string[];
  /** The class of the entity. */
  readonly entityClass: new () => T;
  protected readonly table: EntityTable<T>;
  protected readonly database: Database;
  readonly #scope: EntityScope<T>;
  readonly #pages: PageReader<T>;
  readonly #bulk: BulkWriter<T>;
  readonly #upserts: UpsertWriter<T>;
  readonly #rows: ManagedRows<T>;
  readonly #sets: RowSets;
  readonly #references: References;
  readonly #dependents: Dependents;
  readonly #includes: IncludeReader;
  readonly #managed: ManagedEntities<T>;

  /**
   * @param database of the application; MikroORM gives its EntityManager instead
   * @throws StartError naming class and member, if entity or options declare what cannot be honoured
   */
  constructor(
    database: Database | EntityManager,
    entity: EntityName<T>,
    { filter, key }: RepositoryOptions<T>,
  ) {
    const owner = database instanceof Database ? database : Database.of(database);
    super(database instanceof Database ? database.em : (database as SqlEntityManager), entity);
    const meta = owner.em.getMetadata().get(entity);
    this.database = owner;
    this.key = key;
    this.entityClass = meta.class as new () => T;
    this.#scope = Scopes.of(owner.em).ofEntity(meta);
    this.table = this.#scope.table;
    refuseUnknownFields(this.table, filter, key);
    const scopes = Scopes.of(owner.em);
    this.#sets = new RowSets(this.#scope, scopes, owner);
    this.#references = new References(this.#scope, scopes, owner);
    this.#dependents = new Dependents(this.#scope, scopes, owner);
    this.#includes = new IncludeReader(scopes, owner);
    this.#rows = new ManagedRows(this.table, owner, this.#sets.sets.length > 0 ? this.#sets : undefined);
    this.#pages = new PageReader(this.#scope, scopes, filter, owner, this.#rows, this.#includes);
    this.#bulk = new BulkWriter(this.#scope, owner, this.#rows);
    this.#upserts = new UpsertWriter(this.#scope, owner, this.#rows, this.#bulk);
    this.#managed = new ManagedEntities(this.table, owner);
    meta.repository ??= () => makerOf(this);
  }

  /**
   * @throws ConflictError if a unique value is taken
   * @throws ValidationError `foreign_key` if it refers to what is not there
   */
  override async create(data: Create): Promise<T> {
    const { rest, given } = this.#split(data);
    if (given.size === 0 && !this.#references.concern([rest])) {
      return this.#insert(rest);
    }
    return this.database.transaction(async () => {
      await this.#references.hold([rest], () => ['body']);
      const row = await this.#insert(rest);
      await this.#sets.write(row.id, given);
      await this.#sets.attach([row]);
      await this.#references.touchParents([row]);
      return row;
    });
  }

  /**
   * Creates all rows or none, in one statement; no rows cost none.
   *
   * @param options `withParent`: the row that they are a part of is made by the same transaction
   * @throws ConflictError naming every row whose unique value is taken
   * @throws ValidationError if two of the rows have the same unique value, or one refers to what is not there
   */
  async createMany(rows: readonly Create[], options: { withParent?: boolean } = {}): Promise<T[]> {
    const split = rows.map((row) => this.#split(row));
    const rests = split.map(({ rest }) => rest);
    if (!this.#references.concern(rests) && split.every(({ given }) => given.size === 0)) {
      return rows.length === 0 ? [] : this.#bulk.insert(rests);
    }
    return this.database.transaction(async () => {
      await this.#references.hold(rests, (i) => ['body', 'items', i], options);
      const created = await this.#bulk.insert(rests);
      for (const [i, { given }] of split.entries()) {
        await this.#sets.write(created[i]!.id, given, ['body', 'items', i]);
      }
      await this.#sets.attach(created);
      if (!options.withParent) {
        await this.#references.touchParents(created);
      }
      return created;
    });
  }

  async get(id: string, options: ReadOptions = {}): Promise<T | undefined> {
    return (await this.#select((values) => `"id" = ${values.bind(id)}`, scopeOf(options)))[0];
  }

  /** The row, locked until the end of the transaction. @throws NotFoundError if it is missing, or deleted */
  async getForUpdate(id: string, options: ReadOptions = {}): Promise<T> {
    const rows = await this.#select((values) => `"id" = ${values.bind(id)}`, scopeOf(options), ' for update');
    if (!rows[0]) {
      throw this.notFound();
    }
    return rows[0];
  }

  /** @throws NotFoundError if the row is missing, or deleted */
  async getOrFail(id: string, options?: ReadOptions): Promise<T> {
    const row = await this.get(id, options);
    if (!row) {
      throw this.notFound();
    }
    return row;
  }

  /** The error of a row that is missing, or that the actor may not know of. */
  notFound(): NotFoundError {
    return NotFoundError.of(this.entityClass.name);
  }

  /** The rows with these ids, in their order; ids that do not exist are left out, repeated ones repeat. */
  async getMany(ids: readonly string[], options: ReadOptions = {}): Promise<T[]> {
    if (ids.length === 0) {
      return [];
    }
    const rows = await this.#select((values) => values.oneOf('"id"', ids, 'uuid'), scopeOf(options));
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id.toLowerCase()) ?? []);
  }

  /** The first row, by id, that fits. */
  async getBy(where: Where<T>, options: ReadOptions = {}): Promise<T | undefined> {
    return (await this.#select(await this.#fits(where), scopeOf(options), ' order by "id" limit 1'))[0];
  }

  async exists(where: Where<T>, options?: ReadOptions): Promise<boolean> {
    return (await this.getBy(where, options)) !== undefined;
  }

  /** The rows that fit: `list({ status: 'draft' }, { order: '-created_at', limit: 20 })`. */
  async list(where: Where<T> = {}, options: ListOptions<T> = {}): Promise<T[]> {
    const { order = '-created_at', limit } = options;
    const keys = completeOrder(parseOrder(order));
    refuseUnknownFields(this.table, {
      fields: {},
      search: [],
      order_by: keys.map(({ field }) => field),
    });
    const tail = ` order by ${orderSql(keys, this.table.columns, false)}${limit === undefined ? '' : ` limit ${Math.trunc(limit)}`}`;
    return this.#select(await this.#fits(where), scopeOf(options), tail);
  }

  /** How many rows fit. */
  override count(where?: Where<T>, options?: ReadOptions): Promise<number>;
  /** MikroORM's own verb of this name, with options of its own. */
  override count(where?: FilterQuery<T>, options?: CountOptions<T>): Promise<number>;
  override async count(
    where: Where<T> | FilterQuery<T> = {},
    options: ReadOptions | CountOptions<T> = {},
  ): Promise<number> {
    if (!isReading(options)) {
      return this.getEntityManager().count(this.entityClass, where, options);
    }
    const rows = await this.#within(await this.#fits(where as Where<T>), scopeOf(options));
    const { text, values } = selectStatement({ ...this.table, list: 'count(*)::int as total' }, rows);
    return (await this.database.query<{ total: number }>(text, values))[0]!.total;
  }

  /** Embeds what belongs to rows of this entity, in place. @returns the rows */
  async embed<R extends T | T[]>(rows: R, include: Include = []): Promise<R> {
    await this.#includes.embed(Array.isArray(rows) ? rows : [rows], include, this.#scope);
    return rows;
  }

  /** One page of a list request, by number or by cursor; what is counted, and when, is up to the request. */
  async page(query: ListQuery): Promise<Page<T>> {
    return this.#pages.read(query);
  }

  /**
   * The rows with these ids that the actor sees, locked until the end of the transaction, each with the policy's word on
   * what the actor wants to do.
   */
  async judge(
    ids: readonly string[],
    action: Action,
    options: ReadOptions & { lock?: boolean } = {},
  ): Promise<Judged<T>[]> {
    const rows = await this.#within((values) => values.oneOf('"id"', ids, 'uuid'), scopeOf(options));
    const may = this.#scope.mayBe(action);
    const judgement = (values: SqlValues) => `(${this.#scope.sql([may], values)}) as "may"`;
    const { text, values } = judgedStatement(
      this.table,
      judgement,
      rows,
      options.lock ? ' order by "id" for update' : '',
    );
    const raw = await this.database.query<Row & { may: boolean }>(text, values);
    const judged = new Map(raw.map(({ id, may: allowed }) => [id, allowed]));
    raw.forEach((row) => Reflect.deleteProperty(row, 'may'));
    return (await this.#rows.rows(raw)).map((row) => ({ row, may: judged.get(row.id)! }));
  }

  /**
   * Changes the given fields of one row and raises its version.
   *
   * @returns the row as it now stands, or undefined if no live row fits the guard or nothing would change
   */
  async update(id: string, changes: Update, guard: Guard = {}): Promise<T | undefined> {
    const { rest, given } = this.#split(changes);
    const rows = await this.#within(guarded([id], guard), {}, guard.may);
    if (given.size === 0 && !this.#relates(rest)) {
      return this.#isChange(rest) ? (await this.#change(rest, rows))[0] : undefined;
    }
    return this.database.transaction(async () => {
      const parents = await this.#parentsOf(rest, id);
      await this.#references.hold([rest], () => ['body']);
      let [row] = this.#isChange(rest) ? await this.#change(rest, rows) : [];
      if (await this.#sets.write(id, given)) {
        row ??= (await this.#touch(rows))[0];
      }
      if (row) {
        await this.#sets.attach([row]);
        await this.#references.touchParents([row], parents);
      }
      return row;
    });
  }

  /** Whether a change is more than one statement on this table: other rows have to be looked after. */
  relates(changes: object): boolean {
    return this.#split(changes).given.size > 0 || this.#relates(changes);
  }

  /** Changes all live rows that fit, and raises the versions of those that differ. @returns how many */
  async updateMany(where: Where<T>, changes: Update): Promise<number> {
    const { rest } = this.#split(changes);
    if (!this.#isChange(rest)) {
      return 0;
    }
    const rows = await this.#within(await this.#fits(where), {});
    if (!this.#relates(rest)) {
      return (await this.#change(rest, rows)).length;
    }
    return this.database.transaction(async () => {
      await this.#references.hold([rest], () => ['body']);
      const changed = await this.#change(rest, rows);
      await this.#references.touchParents(changed);
      return changed.length;
    });
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
      return this.getEntityManager().upsertMany(
        this.entityClass,
        [...rows] as EntityData<T>[],
        rule as UpsertManyOptions<T>,
      );
    }
    if (rows.length === 0) {
      return { created: 0, updated: 0, ignored: 0, items: [] };
    }
    const result = await this.database.transaction(() => this.#upsert(rows, rule));
    await this.#managed.refresh(result.items);
    return result;
  }

  /** Marks a live row as deleted. @returns the row, or undefined if no live row fits the guard */
  async softDelete(id: string, guard: Guard = {}): Promise<T | undefined> {
    return (await this.#mark(new Date(), guarded([id], guard), guard.may))[0];
  }

  /** Marks the live rows among these as deleted. @returns those rows */
  async softDeleteMany(ids: readonly string[]): Promise<T[]> {
    return ids.length === 0 ? [] : this.#mark(new Date(), guarded(ids, {}));
  }

  /** Marks the live rows that fit as deleted. @returns those rows */
  async softDeleteWhere(where: Where<T>): Promise<T[]> {
    return this.#mark(new Date(), await this.#fits(where));
  }

  /**
   * Takes the mark of deletion from a row.
   *
   * @returns the row, or undefined if no deleted row fits the guard
   * @throws ConflictError if a unique value was taken meanwhile
   */
  async restore(id: string, guard: Guard = {}): Promise<T | undefined> {
    return (await this.#mark(null, guarded([id], guard), guard.may))[0];
  }

  /** Takes the mark of deletion from the rows that fit. @returns those rows */
  async restoreWhere(where: Where<T>): Promise<T[]> {
    return this.#mark(null, await this.#fits(where));
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
    const rows = await this.#within((values) => values.oneOf('"id"', ids, 'uuid'), { deleted: 'include' });
    const gone = this.#rows.removes ? await this.#removeManaged(rows) : await this.#remove(rows);
    this.#managed.forget(gone);
    return gone.length;
  }

  async #remove(rows: (values: SqlValues) => string): Promise<{ id: string }[]> {
    const { text, values } = selectStatement({ ...this.table, list: '"id"' }, rows);
    return this.database.query(
      `delete from ${this.table.sql} where "id" in (${text}) returning "id"`,
      values,
    );
  }

  async #removeManaged(rows: (values: SqlValues) => string): Promise<{ id: string }[]> {
    return this.database.transaction(async () => {
      const locked = await this.#locked(rows);
      await this.#rows.remove(locked.map(({ id }) => id));
      return locked;
    });
  }

  async #insert(data: object): Promise<T> {
    if (this.#rows.writes) {
      return (await this.#refreshed(await this.#rows.load(await this.#rows.insert([data]))))[0]!;
    }
    const { rows, shared } = this.table.complete([data]);
    const [row] = await this.#write(insertStatement(this.table, { ...rows[0], ...shared }));
    return row!;
  }

  async #upsert(data: readonly object[], rule: UpsertRule<T>): Promise<Upserted<T>> {
    const split = data.map((row) => this.#split(row));
    const rests = split.map(({ rest }) => rest);
    await this.#references.hold(rests, (i) => ['body', 'items', i]);
    const { outcomes, ...result } = await this.#upserts.upsert(rests, rule);
    for (const [i, { given }] of split.entries()) {
      const wanted = new Map(
        [...given].filter(
          ([{ property }]) => outcomes[i] === 'created' || (rule.fields?.includes(property) ?? true),
        ),
      );
      const { id } = result.items[i]!;
      if ((await this.#sets.write(id, wanted, ['body', 'items', i])) && outcomes[i] === 'ignored') {
        outcomes[i] = 'updated';
        [result.items[i]] = (await this.#touch((values) => `"id" = ${values.bind(id)}`)) as [T];
      }
    }
    await this.#sets.attach(result.items);
    await this.#references.touchParents(result.items.filter((_row, i) => outcomes[i] !== 'ignored'));
    const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
    return {
      created: count('created'),
      updated: count('updated'),
      ignored: count('ignored'),
      items: result.items,
    };
  }

  /** Raises the version of rows of which something beside the columns has changed. */
  async #touch(rows: (values: SqlValues) => string): Promise<T[]> {
    const values = new SqlValues();
    const text = `update ${this.table.sql} set ${touched(this.table.columns, values).join(', ')} where ${rows(values)} returning ${this.table.list}`;
    return this.#write({ text, values: values.all });
  }

  /** Whether a change is about a reference, or about a part of another row. */
  #relates(changes: object): boolean {
    return this.#references.parent !== undefined || this.#references.concern([changes]);
  }

  /** The parent that a row leaves, if it gets another one. */
  async #parentsOf(changes: object, id: string): Promise<string[]> {
    const { parent } = this.#references;
    if (parent === undefined || (changes as Row)[parent] === undefined) {
      return [];
    }
    const row = (await this.get(id)) as Row | undefined;
    return row ? [row[parent] as string] : [];
  }

  /** What is to be written of a row itself, with ids for entities, and of its sets. */
  #split<D extends object>(data: D) {
    return this.#sets.split(this.table.given(data));
  }

  /** Whether at least one column is given. */
  #isChange(changes: object): boolean {
    return Object.entries(changes).some(
      ([name, value]) => value !== undefined && this.table.columns.has(name),
    );
  }

  async #fits(where: Where<T>): Promise<(values: SqlValues) => string> {
    const ready = await this.#scope.ready(where);
    return (values) => this.#scope.sql([ready], values);
  }

  /** A condition within what the actor sees, and may do. */
  async #within(
    rows: (values: SqlValues) => string,
    options: ScopeOptions,
    may?: Action,
  ): Promise<(values: SqlValues) => string> {
    const scope: Scope = [...(await this.#scope.of(options)), ...(may ? [this.#scope.mayBe(may)] : [])];
    return (values) => {
      const asked = rows(values);
      const allowed = this.#scope.sql(scope, values);
      return allowed === 'true' ? asked : `${asked} and ${allowed}`;
    };
  }

  async #select(rows: (values: SqlValues) => string, options: ScopeOptions, tail?: string): Promise<T[]> {
    return this.#run(selectStatement(this.table, await this.#within(rows, options), tail));
  }

  async #change(changes: object, rows: (values: SqlValues) => string): Promise<T[]> {
    if (!this.#rows.writes) {
      return this.#write(updateStatement(this.table, changes as Row, rows));
    }
    return this.#writeManaged(rows, () => changes);
  }

  async #mark(deletedAt: Date | null, rows: (values: SqlValues) => string, may?: Action): Promise<T[]> {
    const scoped = await this.#within(rows, { deleted: deletedAt ? 'exclude' : 'only' }, may);
    if (!this.#dependents.exist && this.#references.parent === undefined) {
      return this.#markOnly(deletedAt, scoped);
    }
    return this.database.transaction(async () => {
      const marks = deletedAt ? undefined : await this.#marksOf(scoped);
      const marked = await this.#markOnly(deletedAt, scoped);
      if (deletedAt && marked.length > 0) {
        await this.#dependents.delete(
          marked.map(({ id }) => id),
          deletedAt,
        );
      } else if (marks) {
        await this.#references.hold(marked, () => ['body']);
        await this.#dependents.restore(marks);
      }
      await this.#references.touchParents(marked);
      return marked;
    });
  }

  async #markOnly(deletedAt: Date | null, rows: (values: SqlValues) => string): Promise<T[]> {
    return this.#rows.writes
      ? this.#writeManaged(rows, () => ({ deleted_at: deletedAt }))
      : this.#write(markStatement(this.table, deletedAt, rows));
  }

  /** The marks of deletion of rows that are to come back, locked. */
  async #marksOf(rows: (values: SqlValues) => string): Promise<Map<string, Date>> {
    const { text, values } = selectStatement(
      { ...this.table, list: '"id", "deleted_at"' },
      rows,
      ' order by "id" for update',
    );
    const found = await this.database.query<{ id: string; deleted_at: string }>(text, values);
    return new Map(found.map(({ id, deleted_at: mark }) => [id, parseTime(mark)]));
  }

  /** Locks the rows, and has MikroORM change them. */
  async #writeManaged(rows: (values: SqlValues) => string, changes: () => object): Promise<T[]> {
    return this.database.transaction(async () => {
      const locked = await this.#locked(rows);
      const changed = await this.#rows.change(new Map(locked.map(({ id }) => [id, changes()])));
      return this.#refreshed(await this.#rows.load(changed));
    });
  }

  async #locked(rows: (values: SqlValues) => string): Promise<{ id: string }[]> {
    const { text, values } = selectStatement(
      { ...this.table, list: '"id"' },
      rows,
      ' order by "id" for update',
    );
    return this.database.query(text, values);
  }

  /** Runs a statement that returns the rows as it wrote them. */
  async #write(statement: Statement): Promise<T[]> {
    return this.#refreshed(await this.#run(statement));
  }

  async #refreshed(rows: T[]): Promise<T[]> {
    await this.#managed.refresh(rows);
    return rows;
  }

  /** Runs a statement that returns whole rows of this entity. */
  async #run({ text, values }: Statement): Promise<T[]> {
    return this.#rows.rows(await this.database.query<Row>(text, values));
  }
}

function isReading<T extends object>(options: ReadOptions | CountOptions<T>): options is ReadOptions {
  return Object.keys(options).every((name) => name === 'withDeleted');
}

function scopeOf({ withDeleted }: ReadOptions): ScopeOptions {
  return withDeleted ? { deleted: 'include' } : {};
}

/** The condition on rows by id, and by version. */
function guarded(ids: readonly string[], { versions }: Guard): (values: SqlValues) => string {
  return (values) => {
    const [id, ...others] = ids;
    const rows = others.length === 0 ? `"id" = ${values.bind(id)}` : values.oneOf('"id"', ids, 'uuid');
    return versions ? `${rows} and ${values.oneOf('"version"', versions, 'int')}` : rows;
  };
}
