import type { Database } from '../../database/database.js';
import { ConflictError, ForbiddenError } from '../../errors/errors.js';
import type { References } from '../relations/references.js';
import { upsertStatement } from './bulk-sql.js';
import { type BulkWriter, chunks, isTaken } from './bulk-writer.js';
import type { ManagedRows } from './managed-rows.js';
import type { EntityScope, Scope } from './scope.js';
import { type Asked, UpsertBatch } from './upsert-batch.js';
import type { Outcomes, UpsertRule } from './upsert-rule.js';

type Row = Record<string, unknown>;

/** How often rows that vanish or appear between two statements are tried again. */
const MAX_ROUNDS = 5;

/**
 * Inserts rows, or updates those whose key exists among the live rows, in a constant few statements; a deleted row with
 * the same key is left alone. Where somebody wants to see each row before (`before`, or MikroORM's hooks), the stored
 * ones are locked first.
 */
export class UpsertWriter<T extends { id: string }> {
  constructor(
    private readonly scope: EntityScope<T>,
    private readonly database: Database,
    private readonly managed: ManagedRows<T>,
    private readonly bulk: BulkWriter<T>,
    private readonly references: References,
  ) {}

  /**
   * @throws Error if MikroORM writes the rows, which knows no `merge`
   * @throws ValidationError `duplicate` if two rows have the same key
   * @throws ForbiddenError if a stored row may not be changed by the actor
   * @throws ConflictError `unique` if a stored row is one that the actor does not see
   */
  async upsert(data: readonly object[], rule: UpsertRule<T>): Promise<Outcomes<T>> {
    if (rule.merge && this.managed.writes) {
      throw new Error(
        `${this.scope.table.meta.className}: MikroORM writes its rows, so an upsert cannot merge columns by SQL`,
      );
    }
    return this.database.transaction(async () => {
      const batch = new UpsertBatch<T>(data, rule, this.scope);
      if (!rule.before) {
        await this.references.hold(data, (i) => ['body', 'items', i]);
      }
      const byRow = rule.before !== undefined || rule.after !== undefined || this.managed.writes;
      const scope = await this.scope.of();
      for (let round = 0; batch.left.length > 0; round++) {
        if (round === MAX_ROUNDS) {
          throw await this.bulk.conflictOf(batch.rows, batch.rowsAt(batch.left));
        }
        for (const chunk of chunks(batch.left)) {
          await (byRow ? this.#writeByRow(batch, chunk, scope) : this.#writeAtOnce(batch, chunk, scope));
        }
      }
      return batch.result;
    });
  }

  /** One statement for rows that exist and rows that do not; a second one for those that were left as they are. */
  async #writeAtOnce(batch: UpsertBatch<T>, chunk: number[], scope: Scope): Promise<void> {
    const { rule } = batch;
    const may = this.scope.mayBe('update');
    const { text, values } = upsertStatement(
      this.scope.table,
      { rows: chunk.map((i) => batch.rows[i]!), shared: batch.shared },
      batch.carried(chunk),
      {
        key: rule.key,
        merge: rule.merge,
        update: batch.updates,
        live: (bound) => this.scope.sql([this.scope.live], bound),
        rows: (bound) => this.scope.sql([...scope, may], bound, 'stored'),
      },
    );
    batch.keep(await this.bulk.query(text, values), 'written');
    const same = chunk.filter((i) => !batch.items[i]);
    const stored = await this.#storedOf(batch, same, scope);
    batch.keep([...stored.values()], 'ignored');
  }

  /** Locks the rows that exist, asks for each row what to write, and writes new and stored ones apart. */
  async #writeByRow(batch: UpsertBatch<T>, chunk: number[], scope: Scope): Promise<void> {
    const stored = await this.#storedOf(batch, chunk, scope, ' order by "id" for update');
    const asked = new Map<number, Asked>();
    for (const i of chunk.filter((place) => !stored.has(place) || !batch.leavesStored)) {
      asked.set(i, await batch.ask(i, stored.get(i)));
    }
    const rowOf = (i: number): Row => asked.get(i)!.row;
    if (batch.rule.before) {
      // Rules run before references are checked, as for a creation and a change.
      await this.references.hold(
        chunk.map((i) => asked.get(i)?.row ?? batch.rows[i]!),
        (n) => ['body', 'items', chunk[n]!],
      );
    }
    const fresh = chunk.filter((i) => !stored.has(i));
    const created = await this.#create(fresh.map(rowOf), batch);
    const changed = await this.#change(batch, batch.leavesStored ? new Map<number, T>() : stored, asked);
    const written: T[] = [];
    const ignored: T[] = [];
    for (const i of chunk) {
      const before = stored.get(i);
      const after = before ? changed.get(before.id) : created.get(rowOf(i));
      if (after) {
        written.push(after);
        await batch.rule.after?.(batch.data[i]!, before, after);
      } else if (before) {
        ignored.push(before);
      }
    }
    batch.keep(written, 'written');
    batch.keep(ignored, 'ignored');
  }

  /**
   * Creates those whose key is free; somebody else may just have taken it.
   *
   * @throws ConflictError `unique` if another unique value is taken
   */
  async #create(rows: Row[], batch: UpsertBatch<T>): Promise<Map<Row, T>> {
    if (rows.length === 0) {
      return new Map();
    }
    const made = this.managed.writes
      ? await this.#insertManaged(rows)
      : await this.bulk.insertFree({ rows, shared: batch.shared });
    const missing = rows.filter(({ id }) => !made.has(id as string));
    await this.bulk.refuseTaken(batch.rows, batch.sameRows(missing), batch.rule.key);
    return new Map(rows.flatMap((row) => entryOf(made, row)));
  }

  /** All of them, or none. @returns those, by id */
  async #insertManaged(rows: Row[]): Promise<Map<string, T>> {
    try {
      const ids = await this.database.attempt(() => this.managed.insert(rows));
      const made = await this.managed.load(ids);
      return new Map(made.map((row) => [row.id, row]));
    } catch (error) {
      if (isTaken(error)) {
        return new Map();
      }
      throw error;
    }
  }

  /** Changes stored rows that are locked. @returns those that changed, by id */
  async #change(
    batch: UpsertBatch<T>,
    stored: ReadonlyMap<number, T>,
    asked: ReadonlyMap<number, Asked>,
  ): Promise<Map<string, T>> {
    const changes = new Map([...stored].map(([i, { id }]) => [id, asked.get(i)!.changes] as const));
    const rows = this.managed.writes
      ? await this.managed.load(await this.managed.change(changes))
      : await this.#changeAtOnce(batch, stored, changes);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Each stored row meets itself, so that the statement of an upsert changes all of them, each in its own way. */
  async #changeAtOnce(
    batch: UpsertBatch<T>,
    stored: ReadonlyMap<number, T>,
    changes: ReadonlyMap<string, Row>,
  ): Promise<T[]> {
    const update = [...new Set([...changes.values()].flatMap((one) => Object.keys(one)))];
    if (update.length === 0) {
      return [];
    }
    const rows = [...stored].map(([i, { id }]) => ({ ...batch.rows[i], ...changes.get(id) }));
    const carried = Object.fromEntries(
      [...stored].map(([i, { id }]) => [batch.rows[i]!.id as string, Object.keys(changes.get(id)!)]),
    );
    const { text, values } = upsertStatement(this.scope.table, { rows, shared: batch.shared }, carried, {
      key: batch.rule.key,
      merge: batch.rule.merge,
      update,
      live: (bound) => this.scope.sql([this.scope.live], bound),
      rows: () => 'true',
    });
    return this.bulk.query(text, values);
  }

  /**
   * The stored rows with the keys of these, by place.
   *
   * @throws ForbiddenError, ConflictError if the actor may not change one, or does not see it
   */
  async #storedOf(batch: UpsertBatch<T>, places: number[], scope: Scope, tail = ''): Promise<Map<number, T>> {
    const rows = places.map((i) => batch.rows[i]!);
    const found = await this.bulk.findByKey(rows, batch.rule.key, scope, tail);
    const byPlace = new Map(found.map((row) => [batch.placeOf(row), row]));
    const missing = rows.filter((_row, n) => !byPlace.has(places[n]!));
    if (missing.length > 0 && this.scope.hides) {
      const everybodys = await this.scope.of({ unseen: true });
      const hidden = await this.bulk.findByKey(missing, batch.rule.key, everybodys);
      if (hidden.length > 0) {
        throw ConflictError.unique(
          hidden.map((row) => ['body', 'items', batch.placeOf(row), batch.rule.key.at(-1)!]),
        );
      }
    }
    await this.#refuseForbidden(batch, found, scope);
    return byPlace;
  }

  async #refuseForbidden(batch: UpsertBatch<T>, found: T[], scope: Scope): Promise<void> {
    const may = this.scope.mayBe('update');
    if (found.length === 0 || may === true || batch.leavesStored) {
      return;
    }
    const rows = found.map((row) => batch.rows[batch.placeOf(row)]!);
    const allowed = await this.bulk.findByKey(rows, batch.rule.key, [...scope, may]);
    if (allowed.length < found.length) {
      throw new ForbiddenError();
    }
  }
}

function entryOf<T>(made: ReadonlyMap<string, T>, row: Row): [Row, T][] {
  const stored = made.get(row.id as string);
  return stored ? [[row, stored]] : [];
}
