import type { Database } from '../../database/database.js';
import { ConflictError, ForbiddenError } from '../../errors/errors.js';
import { type Carried, upsertStatement } from './bulk-sql.js';
import { type BulkWriter, chunks, placesByKey, refuseDuplicates } from './bulk-writer.js';
import type { ManagedRows } from './managed-rows.js';
import { type KeyReader, keyReader } from './row-key.js';
import type { EntityScope, Scope } from './scope.js';

type Row = Record<string, unknown>;

/** How an upsert treats rows that exist. */
export interface UpsertRule<T> {
  /** The fields of the unique key. */
  key: readonly string[];
  /** Of the fields that the rows came with, those that a stored row takes over; all if left out, none if empty. */
  fields?: readonly string[];
  /** SQL for the new value of a column instead of the row's own, with `stored` and `excluded` as the two rows. */
  merge?: Readonly<Record<string, string>>;
  /** What new rows get besides, whatever they came with. */
  given?: object;
  /** Asked for each row before it is written, with the stored row if there is one. @returns what to write */
  before?: (data: object, stored: T | undefined) => Promise<object>;
  /** Told of each row that was created or changed. */
  after?: (data: object, stored: T | undefined, row: T) => Promise<void>;
}

/** What became of the rows of an upsert. */
export interface Upserted<T> {
  created: number;
  updated: number;
  ignored: number;
  /** Every row as it now stands, in the order of the input. */
  items: T[];
}

type Outcome = 'created' | 'updated' | 'ignored';

/** The rows of an upsert as they now stand, and what became of each. */
interface Outcomes<T> {
  items: T[];
  outcomes: Outcome[];
}

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
      const batch = new Batch<T>(data, rule, this.scope);
      const byRow = rule.before !== undefined || rule.after !== undefined || this.managed.writes;
      const scope = await this.scope.of();
      for (let round = 0; batch.left.length > 0; round++) {
        if (round === MAX_ROUNDS) {
          throw new ConflictError({ detail: 'The rows are being changed by others; try again' });
        }
        for (const chunk of chunks(batch.left)) {
          await (byRow ? this.#writeByRow(batch, chunk, scope) : this.#writeAtOnce(batch, chunk, scope));
        }
      }
      return batch.result;
    });
  }

  /** One statement for rows that exist and rows that do not; a second one for those that were left as they are. */
  async #writeAtOnce(batch: Batch<T>, chunk: number[], scope: Scope): Promise<void> {
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
  async #writeByRow(batch: Batch<T>, chunk: number[], scope: Scope): Promise<void> {
    const stored = await this.#storedOf(batch, chunk, scope, ' order by "id" for update');
    const asked = new Map<number, Row>();
    for (const i of chunk) {
      asked.set(i, await batch.ask(i, stored.get(i)));
    }
    const fresh = chunk.filter((i) => !stored.has(i));
    const created = await this.#create(
      fresh.map((i) => asked.get(i)!),
      batch,
    );
    const changed = await this.#change(batch, stored, asked);
    const written: T[] = [];
    const ignored: T[] = [];
    for (const i of chunk) {
      const before = stored.get(i);
      const after = before ? changed.get(before.id) : created.get(asked.get(i)!);
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

  /** Creates those whose key is free; somebody else may just have taken it. */
  async #create(rows: Row[], batch: Batch<T>): Promise<Map<Row, T>> {
    if (rows.length === 0) {
      return new Map();
    }
    if (this.managed.writes) {
      const made = await this.managed.load(await this.managed.insert(rows));
      return new Map(rows.map((row, i) => [row, made[i]!]));
    }
    const made = await this.bulk.insertFree({ rows, shared: batch.shared });
    return new Map(
      rows.flatMap((row) => (made.has(row.id as string) ? [[row, made.get(row.id as string)!]] : [])),
    );
  }

  /** Changes stored rows that are locked. @returns those that changed, by id */
  async #change(
    batch: Batch<T>,
    stored: ReadonlyMap<number, T>,
    asked: ReadonlyMap<number, Row>,
  ): Promise<Map<string, T>> {
    const changes = new Map(
      [...stored].map(([i, { id }]) => [id, batch.changesOf(i, asked.get(i)!)] as const),
    );
    const rows = this.managed.writes
      ? await this.managed.load(await this.managed.change(changes))
      : await this.#changeAtOnce(batch, stored, changes);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Each stored row meets itself, so that the statement of an upsert changes all of them, each in its own way. */
  async #changeAtOnce(
    batch: Batch<T>,
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
  async #storedOf(batch: Batch<T>, places: number[], scope: Scope, tail = ''): Promise<Map<number, T>> {
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

  async #refuseForbidden(batch: Batch<T>, found: T[], scope: Scope): Promise<void> {
    const may = this.scope.mayBe('update');
    if (found.length === 0 || may === true || batch.rule.fields?.length === 0) {
      return;
    }
    const rows = found.map((row) => batch.rows[batch.placeOf(row)]!);
    const allowed = await this.bulk.findByKey(rows, batch.rule.key, [...scope, may]);
    if (allowed.length < found.length) {
      throw new ForbiddenError();
    }
  }
}

/** The rows of one upsert, and what has become of them so far. */
class Batch<T extends { id: string }> {
  readonly rows: Row[];
  readonly shared: Row;
  readonly items: (T | undefined)[];
  /** The fields that stored rows take over. */
  readonly updates: string[];
  left: number[];
  readonly #keyOf: KeyReader;
  readonly #places = new Map<string, number>();
  readonly #ignored = new Set<number>();

  constructor(
    readonly data: readonly object[],
    readonly rule: UpsertRule<T>,
    scope: EntityScope<T>,
  ) {
    const { table } = scope;
    const { rows, shared } = table.complete(data.map((one) => ({ ...one, ...rule.given })));
    this.rows = rows;
    this.shared = shared;
    this.items = new Array<T | undefined>(rows.length);
    this.#keyOf = keyReader(rule.key, table.columns);
    const keys = rows.map(this.#keyOf);
    refuseDuplicates(rows, rule.key, keys);
    // New rows come back with their id, those that existed are known by their key.
    rows.forEach(({ id }, i) => this.#places.set(id as string, i).set(keys[i]!, i));
    this.left = placesByKey(keys);
    const sent = new Set(data.flatMap((one) => Object.keys(one)));
    this.updates = [...table.columns.keys()].filter(
      (name) => sent.has(name) && !rule.key.includes(name) && (rule.fields?.includes(name) ?? true),
    );
  }

  get result(): Outcomes<T> {
    const outcomeOf = ({ id }: Row, i: number): Outcome =>
      this.items[i]!.id === id ? 'created' : this.#ignored.has(i) ? 'ignored' : 'updated';
    return { items: this.items as T[], outcomes: this.rows.map(outcomeOf) };
  }

  /** The place in the input of a row as it is stored. */
  placeOf(row: T): number {
    return (this.#places.get(row.id) ?? this.#places.get(this.#keyOf(row)))!;
  }

  keep(rows: readonly T[], as: 'written' | 'ignored'): void {
    for (const row of rows) {
      const place = this.placeOf(row);
      this.items[place] = row;
      if (as === 'ignored') {
        this.#ignored.add(place);
      }
    }
    this.left = this.left.filter((i) => !this.items[i]);
  }

  /** What is to be written of a row, complete; `before` may have changed it. */
  async ask(place: number, stored: T | undefined): Promise<Row> {
    const row = this.rows[place]!;
    const asked = await this.rule.before?.(this.data[place]!, stored);
    return asked ? { ...row, ...asked, ...this.rule.given, id: row.id } : row;
  }

  /** What a stored row takes over of a row: the fields that it came with, and what `before` has added or changed. */
  changesOf(place: number, asked: Row): Row {
    const sent = this.data[place] as Row;
    const row = this.rows[place]!;
    const taken = Object.entries(asked).filter(([name, value]) =>
      this.updates.includes(name) && sent[name] !== undefined
        ? value !== undefined
        : value !== row[name] && !this.rule.key.includes(name),
    );
    return Object.fromEntries(taken);
  }

  /** The fields that each row came with, by its id; undefined if all came with all that is updated. */
  carried(places: readonly number[]): Carried | undefined {
    const complete = this.data.every((row) => this.updates.every((name) => (row as Row)[name] !== undefined));
    return complete
      ? undefined
      : Object.fromEntries(
          places.map((i) => [
            this.rows[i]!.id as string,
            Object.entries(this.data[i]!).flatMap(([name, value]) => (value === undefined ? [] : [name])),
          ]),
        );
  }
}
