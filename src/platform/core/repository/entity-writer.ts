import type { Database } from '../../database/database.js';
import { Dependents } from '../relations/dependents.js';
import { type LocOf, References } from '../relations/references.js';
import { type Given, RowSets } from '../relations/row-sets.js';
import { SetUpsert } from '../relations/set-upsert.js';
import { BulkWriter, isTaken } from './bulk-writer.js';
import { ManagedRows } from './managed-rows.js';
import { RowWriter } from './row-writer.js';
import { withIds } from './scoped-rows.js';
import type { EntityScope, Scopes } from './scope.js';
import type { Rows } from './statements.js';
import type { Upserted, UpsertRule } from './upsert-rule.js';
import { UpsertWriter } from './upsert-writer.js';

type Row = Record<string, unknown>;

/** What is to be written of a row itself, and of its sets. */
type Split = ReturnType<RowSets['split']>;

/**
 * Writes rows of one entity with what belongs to them: what they refer to is held, their sets are written, their parents'
 * versions rise, and what refers to them follows their deletion. Rows with nothing of that kind are one statement.
 */
export class EntityWriter<T extends { id: string }> {
  readonly rows: RowWriter<T>;
  readonly #sets: RowSets;
  readonly #references: References;
  readonly #dependents: Dependents;
  readonly #bulk: BulkWriter<T>;
  readonly #upserts: UpsertWriter<T>;

  constructor(
    private readonly scope: EntityScope<T>,
    scopes: Scopes,
    private readonly database: Database,
  ) {
    this.#sets = new RowSets(scope, scopes, database);
    this.#references = new References(scope, scopes, database);
    this.#dependents = new Dependents(scope, scopes, database);
    const managed = new ManagedRows(scope.table, database, this.#sets);
    this.rows = new RowWriter(scope.table, database, managed);
    this.#bulk = new BulkWriter(scope, database, managed);
    this.#upserts = new UpsertWriter(scope, database, managed, this.#bulk, this.#references);
  }

  async create(data: object): Promise<T> {
    const { rest, given } = this.#split(data);
    if (given.size === 0 && !this.#references.concern([rest])) {
      return this.rows.insert(rest);
    }
    return this.database.transaction(async () => {
      await this.#references.hold([rest], () => ['body']);
      const row = await this.rows.insert(rest);
      await this.#sets.write([{ id: row.id, given, loc: ['body'] }]);
      await this.#sets.attach([row]);
      await this.#references.touchParents([row]);
      return row;
    });
  }

  /** @param options `withParent`: the row that they are a part of is made by the same transaction */
  async createMany(data: readonly object[], options: { withParent?: boolean }): Promise<T[]> {
    const split = data.map((row) => this.#split(row));
    const rests = split.map(({ rest }) => rest);
    const list = options.withParent ? this.#references.partsName : undefined;
    const locOf = locsIn(list);
    if (!this.#references.concern(rests) && split.every(({ given }) => given.size === 0)) {
      return this.#bulk.insert(rests, list);
    }
    return this.database.transaction(async () => {
      await this.#references.hold(rests, locOf, options);
      const created = await this.#bulk.insert(rests, list);
      await this.#sets.write(split.map(({ given }, i) => ({ id: created[i]!.id, given, loc: locOf(i) })));
      await this.#sets.attach(created);
      if (!options.withParent) {
        await this.#references.touchParents(created);
      }
      return created;
    });
  }

  /** Changes one row. @param rows that row, if it may be changed */
  async update(id: string, changes: object, rows: Rows): Promise<T | undefined> {
    const { rest, given } = this.#split(changes);
    if (given.size === 0 && !this.#relates(rest)) {
      return (await this.rows.change(rest, rows))[0];
    }
    return this.database.transaction(async () => {
      const left = await this.#parentsOf(rest, () => [id]);
      const changed = await this.#change(rest, given, rows);
      await this.#references.touchParents(changed, parentsOf(left, changed));
      return changed[0];
    });
  }

  /** Whether a change is more than one statement on this table: other rows have to be looked after. */
  relates(changes: object): boolean {
    return this.#split(changes).given.size > 0 || this.#relates(changes);
  }

  async updateMany(changes: object, rows: Rows): Promise<number> {
    const { rest, given } = this.#split(changes);
    if (given.size === 0 && !this.#relates(rest)) {
      return (await this.rows.change(rest, rows)).length;
    }
    return this.database.transaction(async () => {
      const left = await this.#parentsOf(rest, () => this.rows.lock(rows));
      const changed = await this.#change(rest, given, rows);
      await this.#references.touchParents(changed, parentsOf(left, changed));
      return changed.length;
    });
  }

  /** @throws ConflictError naming the rows that have a unique value of another one */
  async upsert(data: readonly object[], rule: UpsertRule<T>): Promise<Upserted<T>> {
    const split = data.map((row) => this.#split(row));
    try {
      return await this.#upsert(split, rule);
    } catch (error) {
      // Within a transaction of somebody else, PostgreSQL answers no question after an error.
      if (isTaken(error) && !this.database.inTransaction) {
        const rows = split.map(({ rest }) => ({ ...rest, ...rule.given }));
        await this.#bulk.refuseTaken(rows, rows, rule.key);
      }
      throw error;
    }
  }

  async #upsert(split: readonly Split[], rule: UpsertRule<T>): Promise<Upserted<T>> {
    return this.database.transaction(async () => {
      const rests = split.map(({ rest }) => rest);
      const locOf = locsIn();
      const left = await this.#parentsByKey(rests, rule);
      const upsert = new SetUpsert(split, rule, this.#sets);
      const { outcomes, items } = await this.#upserts.upsert(rests, upsert.rule);
      const differing = await this.#sets.write(
        items.map(({ id }, i) => ({ id, given: upsert.takenAt(i, outcomes[i]!), loc: locOf(i) })),
      );
      const touched = items.flatMap(({ id }, i) =>
        differing.has(id) && outcomes[i] === 'ignored' ? [i] : [],
      );
      const rows = new Map((await this.#touch(touched.map((i) => items[i]!.id))).map((row) => [row.id, row]));
      for (const i of touched) {
        outcomes[i] = 'updated';
        items[i] = rows.get(items[i]!.id)!;
      }
      await this.#sets.attach(items);
      await upsert.tell(outcomes, items);
      const written = items.filter((_row, i) => outcomes[i] !== 'ignored');
      await this.#references.touchParents(written, parentsOf(left, written));
      await this.rows.refreshed(items);
      const count = (outcome: string) => outcomes.filter((one) => one === outcome).length;
      return {
        created: count('created'),
        updated: count('updated'),
        ignored: count('ignored'),
        items,
      };
    });
  }

  /** Deletes rows softly, or brings them back, and what goes with them. */
  async mark(deletedAt: Date | null, rows: Rows): Promise<T[]> {
    if (!this.#dependents.exist && !(deletedAt ? this.#references.parent : this.#references.exist)) {
      return this.rows.mark(deletedAt, rows);
    }
    return this.database.transaction(async () => {
      const marks = deletedAt ? undefined : await this.rows.marksOf(rows);
      const marked = await this.rows.mark(deletedAt, rows);
      if (deletedAt && marked.length > 0) {
        await this.#dependents.delete(
          marked.map(({ id }) => id),
          deletedAt,
        );
      } else if (marks) {
        await this.#dependents.restore(marks);
        await this.#references.holdStored([...marks.keys()], () => ['body']);
      }
      await this.#references.touchParents(marked);
      return marked;
    });
  }

  /** Changes rows and their sets. @returns those that differed */
  async #change(rest: object, given: Given, rows: Rows): Promise<T[]> {
    await this.#references.hold([rest], () => ['body']);
    if (given.size === 0) {
      return this.rows.change(rest, rows);
    }
    const ids = await this.rows.lock(rows);
    const changed = await this.rows.change(rest, rows);
    const differing = await this.#sets.write(ids.map((id) => ({ id, given, loc: ['body'] })));
    changed.forEach(({ id }) => differing.delete(id));
    const all = [...changed, ...(await this.#touch([...differing]))];
    await this.#sets.attach(all);
    return all;
  }

  /** Raises the versions of rows whose sets have changed, and nothing else. @returns them */
  async #touch(ids: string[]): Promise<T[]> {
    return ids.length === 0 ? [] : this.rows.touch(withIds(ids));
  }

  /** What is to be written of a row itself, and of its sets. */
  #split(data: object): Split {
    return this.#sets.split(this.scope.table.given(data));
  }

  /** Whether a change is about a reference, or about a part of another row. */
  #relates(changes: object): boolean {
    return this.#references.parent !== undefined || this.#references.concern([changes]);
  }

  /** The parents that rows leave, if they get another one. */
  async #parentsOf(changes: object, idsOf: () => string[] | Promise<string[]>): Promise<Parents> {
    const { parent } = this.#references;
    return parent === undefined || (changes as Row)[parent] === undefined
      ? NO_PARENTS
      : this.#references.parentsOf(await idsOf());
  }

  /** The parents of the stored rows that an upsert meets, locked, if it may give them others. */
  async #parentsByKey(rows: readonly object[], rule: UpsertRule<T>): Promise<Parents> {
    const { parent } = this.#references;
    if (parent === undefined || rule.key.includes(parent)) {
      return NO_PARENTS;
    }
    const keyed = rows.map((row) => ({ ...row, ...rule.given }));
    const stored = await this.#bulk.findByKey(
      keyed,
      rule.key,
      await this.scope.of(),
      ' order by "id" for update',
    );
    return new Map(stored.map((row) => [row.id, (row as Row)[parent] as string]));
  }
}

/** The ids of the parents of rows, by theirs. */
type Parents = ReadonlyMap<string, string>;

const NO_PARENTS: Parents = new Map();

function parentsOf(parents: Parents, rows: readonly { id: string }[]): string[] {
  return rows.flatMap(({ id }) => parents.get(id) ?? []);
}

/** @param list what the rows are called in the body of the request */
function locsIn(list = 'items'): LocOf {
  return (index) => ['body', list, index];
}
