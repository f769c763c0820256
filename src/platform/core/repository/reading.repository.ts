import type { CountOptions, EntityManager, EntityName, FilterQuery } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Where } from '../../database/condition.js';
import { Database } from '../../database/database.js';
import { noteAsked } from '../../database/indexes/list-declaration.js';
import { NotFoundError } from '../../errors/errors.js';
import type { BaseEntity } from '../entity/base.entity.js';
import { declarationOf } from '../list/declaration-of.js';
import type { ListQuery, Page } from '../list/list-query.js';
import { parseOrder } from '../list/parse-list-query.js';
import type { Action } from '../policy/policy.js';
import type { Include } from '../relations/include.js';
import { IncludeReader } from '../relations/include-reader.js';
import { RowSets } from '../relations/row-sets.js';
import { refuseUnknownFields } from './declared-fields.js';
import type { EntityTable } from './entity-table.js';
import { orderSql } from './keyset-sql.js';
import { ManagedRows } from './managed-rows.js';
import { makerOf, OrmRepository } from './orm-repository.js';
import { completeOrder, PageReader } from './page-reader.js';
import type { Judged, ListOptions, ReadOptions, RepositoryOptions } from './repository-options.js';
import { type EntityScope, type ScopeOptions, Scopes } from './scope.js';
import { fitting, within, withIds } from './scoped-rows.js';
import { judgedStatement, type Rows, selectStatement } from './statements.js';

type Row = Record<string, unknown>;

/** The reading half of a repository, see `BaseRepository`. */
export abstract class ReadingRepository<T extends BaseEntity> extends OrmRepository<T> {
  /** The unique key by which rows are upserted, if the entity has one. */
  readonly key?: readonly string[];
  /** The class of the entity. */
  readonly entityClass: new () => T;
  protected readonly table: EntityTable<T>;
  protected readonly database: Database;
  readonly #scope: EntityScope<T>;
  readonly #pages: PageReader<T>;
  readonly #rows: ManagedRows<T>;
  readonly #includes: IncludeReader;

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
    const scopes = Scopes.of(owner.em);
    this.database = owner;
    this.key = key;
    this.entityClass = meta.class as new () => T;
    this.#scope = scopes.ofEntity(meta);
    this.table = this.#scope.table;
    refuseUnknownFields(this.table, filter, key);
    noteAsked(meta.class, declarationOf(filter));
    this.#includes = new IncludeReader(scopes, owner);
    this.#rows = new ManagedRows(this.table, owner, new RowSets(this.#scope, scopes, owner));
    this.#pages = new PageReader(this.#scope, scopes, filter, owner, this.#rows, this.#includes);
    meta.repository ??= () => makerOf(this);
  }

  async get(id: string, options: ReadOptions = {}): Promise<T | undefined> {
    return (await this.#select(withIds([id]), options))[0];
  }

  /** The row, locked until the end of the transaction. @throws NotFoundError if it is missing, or deleted */
  async getForUpdate(id: string, options: ReadOptions = {}): Promise<T> {
    const [row] = await this.#select(withIds([id]), options, ' for update');
    if (!row) {
      throw this.notFound();
    }
    return row;
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
    const rows = await this.#select((values) => values.oneOf('"id"', ids, 'uuid'), options);
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id.toLowerCase()) ?? []);
  }

  /** The first row, by id, that fits. */
  async getBy(where: Where<T>, options: ReadOptions = {}): Promise<T | undefined> {
    const rows = await fitting(this.#scope, where);
    return (await this.#select(rows, options, ' order by "id" limit 1'))[0];
  }

  async exists(where: Where<T>, options?: ReadOptions): Promise<boolean> {
    return (await this.getBy(where, options)) !== undefined;
  }

  /** The rows that fit: `list({ status: 'draft' }, { order: '-created_at', limit: 20 })`. */
  async list(where: Where<T> = {}, options: ListOptions<T> = {}): Promise<T[]> {
    const { order = '-created_at', limit } = options;
    const keys = completeOrder(parseOrder(order));
    const order_by = keys.map(({ field }) => field);
    refuseUnknownFields(this.table, { fields: {}, search: [], order_by });
    const rows = await fitting(this.#scope, where);
    const sorted = ` order by ${orderSql(keys, this.table.columns, false)}`;
    const limited = limit === undefined ? '' : ` limit ${Math.trunc(limit)}`;
    return this.#select(rows, options, sorted + limited);
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
    const rows = await within(this.#scope, await fitting(this.#scope, where), scopeOf(options));
    const { text, values } = selectStatement({ ...this.table, list: 'count(*)::int as total' }, rows);
    return (await this.database.query<{ total: number }>(text, values))[0]!.total;
  }

  /** Embeds what belongs to rows of this entity, in place. @returns the rows */
  async embed<R extends T | T[]>(rows: R, include: Include = []): Promise<R> {
    if (include.length > 0) {
      await this.#includes.embed(Array.isArray(rows) ? rows : [rows], include, this.#scope);
    }
    return rows;
  }

  /** One page of a list request, by number or by cursor; what is counted, and when, is up to the request. */
  async page(query: ListQuery): Promise<Page<T>> {
    return this.#pages.read(query);
  }

  /**
   * The rows with these ids that the actor sees, each with the policy's word on what the actor wants to do.
   *
   * @param options `lock`: until the end of the transaction
   */
  async judge(
    ids: readonly string[],
    action: Action,
    options: ReadOptions & { lock?: boolean } = {},
  ): Promise<Judged<T>[]> {
    const rows = await within(this.#scope, (values) => values.oneOf('"id"', ids, 'uuid'), scopeOf(options));
    const may = this.#scope.mayBe(action);
    const { text, values } = judgedStatement(
      this.table,
      (bound) => `(${this.#scope.sql([may], bound)}) as "may"`,
      rows,
      options.lock ? ' order by "id" for update' : '',
    );
    const raw = await this.database.query<Row & { may: boolean }>(text, values);
    const judged = new Map(raw.map(({ id, may: allowed }) => [id, allowed]));
    raw.forEach((row) => Reflect.deleteProperty(row, 'may'));
    return (await this.#rows.rows(raw)).map((row) => ({ row, may: judged.get(row.id)! }));
  }

  async #select(rows: Rows, options: ReadOptions, tail?: string): Promise<T[]> {
    const seen = await within(this.#scope, rows, scopeOf(options));
    const { text, values } = selectStatement(this.table, seen, tail);
    return this.#rows.rows(await this.database.query<Row>(text, values));
  }
}

function isReading<T extends object>(options: ReadOptions | CountOptions<T>): options is ReadOptions {
  return Object.keys(options).every((name) => name === 'withDeleted');
}

function scopeOf({ withDeleted }: ReadOptions): ScopeOptions {
  return withDeleted ? { deleted: 'include' } : {};
}
