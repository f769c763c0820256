import { EntityRepository, type EntityName } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Database } from '../../database/database.js';
import { LIVE } from '../../database/soft-delete.filter.js';
import { NotFoundError } from '../../errors/errors.js';
import type { BaseEntity, ManagedColumn } from '../entity/base.entity.js';
import type { Filter } from '../list/filter.js';
import type { ListQuery, Page } from '../list/list-query.js';
import { BulkWriter, type UpsertResult, type UpsertRule } from './bulk-writer.js';
import { type EntityTable, entityTable } from './entity-table.js';
import { ManagedEntities } from './identity-map.js';
import { PageReader } from './page-reader.js';
import { SqlValues } from './sql-values.js';
import {
  type Guard,
  insertStatement,
  markStatement,
  type Statement,
  updateManyStatement,
  updateStatement,
  whereSql,
} from './statements.js';

type Row = Record<string, unknown>;

/** The names of an entity's columns. */
export type Field<T> = keyof T & string;

/** A condition by equality: every given property must have the given value. */
export type Where<T> = { [K in Field<T>]?: T[K] };

/** What a new row needs: the managed columns are filled in by the repository. */
export type CreateData<T> = Omit<Partial<T>, ManagedColumn>;

export interface ReadOptions {
  /** Finds soft-deleted rows too. */
  withDeleted?: boolean;
}

/** What an entity declares besides its columns. */
export interface RepositoryOptions<T> {
  /** What its lists can be filtered, searched and sorted by. */
  filter: Filter<T>;
  /** The unique key by which rows are upserted, and the columns that an existing row then takes over. */
  upsert?: UpsertRule;
}

/** MikroORM's repository without the verbs to which this one gives another meaning. */
const OrmRepository = EntityRepository as unknown as new <T extends object>(
  em: SqlEntityManager,
  entity: EntityName<T>,
) => Omit<EntityRepository<T>, 'create' | 'count' | 'upsertMany'>;

/**
 * The repository of an entity: what every entity can do, as one SQL statement each. Rows come back as plain objects of
 * the entity's shape, outside of the unit of work; MikroORM's own methods (`find`, `findOne`, …) are there besides.
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
  readonly upsertRule?: UpsertRule;
  protected readonly table: EntityTable<T>;
  readonly #pages: PageReader<T>;
  readonly #bulk: BulkWriter<T>;
  readonly #managed: ManagedEntities<T>;
  readonly #name: string;

  constructor(
    protected readonly database: Database,
    entity: EntityName<T>,
    { filter, upsert }: RepositoryOptions<T>,
  ) {
    super(database.em, entity);
    this.upsertRule = upsert;
    const meta = database.em.getMetadata().get(entity);
    this.#name = meta.className;
    this.table = entityTable(meta);
    this.#pages = new PageReader(this.table, filter.search, database);
    this.#bulk = new BulkWriter(this.table, database);
    this.#managed = new ManagedEntities(database, entity);
  }

  /** @throws ConflictError if a unique value is taken */
  async create(data: Create): Promise<T> {
    const { rows, shared } = this.table.complete([data]);
    const [row] = await this.#write(insertStatement(this.table, { ...rows[0], ...shared }));
    return row!;
  }

  /**
   * Creates all rows or none, in one statement; no rows cost none.
   *
   * @throws ConflictError naming every row whose unique value is taken
   * @throws ValidationError if two of the rows have the same unique value
   */
  async createMany(rows: readonly Create[]): Promise<T[]> {
    return rows.length === 0 ? [] : this.#bulk.insert(rows);
  }

  async get(id: string, { withDeleted }: ReadOptions = {}): Promise<T | undefined> {
    const { sql, list } = this.table;
    const text = `select ${list} from ${sql} where "id" = $1${withDeleted ? '' : ` and ${LIVE}`}`;
    return (await this.#run({ text, values: [id] }))[0];
  }

  /** @throws NotFoundError if the row is missing, or deleted */
  async getOrFail(id: string, options?: ReadOptions): Promise<T> {
    const row = await this.get(id, options);
    if (!row) {
      throw this.notFound();
    }
    return row;
  }

  /** The error of a row that is missing, or that the caller may not know of. */
  notFound(): NotFoundError {
    return NotFoundError.of(this.#name);
  }

  /** The rows with these ids, in their order; ids that do not exist are left out, repeated ones repeat. */
  async getMany(ids: readonly string[], { withDeleted }: ReadOptions = {}): Promise<T[]> {
    if (ids.length === 0) {
      return [];
    }
    const { sql, list } = this.table;
    const text = `select ${list} from ${sql} where "id" = any($1::uuid[])${withDeleted ? '' : ` and ${LIVE}`}`;
    const rows = await this.#run({ text, values: [ids] });
    const byId = new Map(rows.map((row) => [row.id, row]));
    return ids.flatMap((id) => byId.get(id.toLowerCase()) ?? []);
  }

  /** The first row, by id, that has the given values. */
  async getBy(where: Where<T>, { withDeleted }: ReadOptions = {}): Promise<T | undefined> {
    const values = new SqlValues();
    const text = `select ${this.table.list} from ${this.table.sql} where ${whereSql(this.table, where, values, withDeleted)} order by "id" limit 1`;
    return (await this.#run({ text, values: values.all }))[0];
  }

  async exists(where: Where<T>, options?: ReadOptions): Promise<boolean> {
    return (await this.getBy(where, options)) !== undefined;
  }

  /** The rows of a list request without the page around them. */
  async list(query: ListQuery): Promise<T[]> {
    return (await this.page({ ...query, include_total: false })).items;
  }

  /** One page, by number or by cursor; what is counted, and when, is up to the query. */
  async page(query: ListQuery): Promise<Page<T>> {
    return this.#pages.read(query);
  }

  async count(query: ListQuery): Promise<number> {
    return this.#pages.count(query);
  }

  /**
   * Changes the given fields of one row and raises its version.
   *
   * @param guard the versions that the row may have; the statement itself checks them
   * @returns the row as it now stands, or undefined if no live row fits the guard or nothing would change
   */
  async update(id: string, changes: Update, guard: Guard = {}): Promise<T | undefined> {
    return this.#isChange(changes)
      ? (await this.#write(updateStatement(this.table, id, changes as Row, guard)))[0]
      : undefined;
  }

  /** Changes all live rows that have the given values, and raises their versions. @returns how many */
  async updateMany(where: Where<T>, changes: Update): Promise<number> {
    return this.#isChange(changes)
      ? (await this.#write(updateManyStatement(this.table, where, changes as Row))).length
      : 0;
  }

  /**
   * Creates rows, or updates those whose key exists among the live rows; no rows cost no statement.
   *
   * @throws ValidationError if two of the rows have the same key
   */
  async upsertMany(rows: readonly Create[], rule: UpsertRule): Promise<UpsertResult<T>> {
    if (rows.length === 0) {
      return { created: 0, updated: 0, ignored: 0, items: [] };
    }
    const result = await this.#bulk.upsert(rows, rule);
    this.#managed.refresh(result.items);
    return result;
  }

  /** Marks a live row as deleted. @returns the row, or undefined if no live row fits the guard */
  async softDelete(id: string, guard: Guard = {}): Promise<T | undefined> {
    return (await this.#mark([id], new Date(), guard))[0];
  }

  /** Marks the live rows among these as deleted. @returns those rows */
  async softDeleteMany(ids: readonly string[]): Promise<T[]> {
    return ids.length === 0 ? [] : this.#mark(ids, new Date(), {});
  }

  /**
   * Takes the mark of deletion from a row.
   *
   * @returns the row, or undefined if no deleted row fits the guard
   * @throws ConflictError if a unique value was taken meanwhile
   */
  async restore(id: string, guard: Guard = {}): Promise<T | undefined> {
    return (await this.#mark([id], null, guard))[0];
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
    const text = `delete from ${this.table.sql} where "id" = any($1::uuid[]) returning "id"`;
    const gone = await this.database.query<{ id: string }>(text, [ids]);
    this.#managed.forget(gone);
    return gone.length;
  }

  /** Whether at least one column is given. */
  #isChange(changes: Update): boolean {
    return Object.entries(changes).some(
      ([name, value]) => value !== undefined && this.table.columns.has(name),
    );
  }

  async #mark(ids: readonly string[], deletedAt: Date | null, guard: Guard): Promise<T[]> {
    return this.#write(markStatement(this.table, ids, deletedAt, guard));
  }

  /** Runs a statement that returns the rows as it wrote them. */
  async #write(statement: Statement): Promise<T[]> {
    const rows = await this.#run(statement);
    this.#managed.refresh(rows);
    return rows;
  }

  /** Runs a statement that returns whole rows of this entity. */
  async #run({ text, values }: Statement): Promise<T[]> {
    return (await this.database.query<Row>(text, values)).map(this.table.read);
  }
}
