import { isDeepStrictEqual } from 'node:util';
import type { Carried } from './bulk-sql.js';
import { about } from '../../errors/about.js';
import { placesByKey, refuseDuplicates } from './bulk-writer.js';
import { type KeyReader, keyReader } from './row-key.js';
import type { EntityTable } from './entity-table.js';
import type { EntityScope } from './scope.js';
import type { Outcome, Outcomes, UpsertRule } from './upsert-rule.js';

type Row = Record<string, unknown>;

/** What is to be written of a row: whole if it is new, else what the stored one takes over. */
export interface Asked {
  row: Row;
  changes: Row;
}

/** The rows of one upsert, and what has become of them so far. */
export class UpsertBatch<T extends { id: string }> {
  readonly rows: Row[];
  readonly shared: Row;
  readonly items: (T | undefined)[];
  /** The fields that stored rows take over. */
  readonly updates: string[];
  left: number[];
  private readonly table: EntityTable<T>;
  readonly #keyOf: KeyReader;
  readonly #places = new Map<string, number>();
  readonly #ignored = new Set<number>();

  constructor(
    readonly data: readonly object[],
    readonly rule: UpsertRule<T>,
    scope: EntityScope<T>,
  ) {
    const table = (this.table = scope.table);
    const { rows, shared } = table.complete(data, rule.given);
    this.rows = rows;
    this.shared = shared;
    this.items = new Array<T | undefined>(rows.length);
    this.#keyOf = keyReader(rule.key, table.columns);
    const keys = rows.map(this.#keyOf);
    refuseDuplicates(rows, rule.key, keys);
    // New rows come back with their id, those that existed are known by their key.
    rows.forEach(({ id }, i) => this.#places.set(id as string, i).set(keys[i]!, i));
    this.left = placesByKey(keys);
    const sent = namesIn(data);
    this.updates = [...table.columns.keys()].filter(
      (name) => sent.has(name) && !rule.key.includes(name) && (rule.fields?.includes(name) ?? true),
    );
  }

  /** Whether stored rows are left as they are. */
  get leavesStored(): boolean {
    return this.rule.fields?.length === 0;
  }

  rowsAt(places: readonly number[]): Row[] {
    return places.map((i) => this.rows[i]!);
  }

  /** The rows of the input that others, with the same ids, were made from. */
  sameRows(others: readonly Row[]): Row[] {
    return this.rowsAt(others.map(({ id }) => this.#places.get(id as string)!));
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

  /** What is to be written of a row, as `before` has it. */
  async ask(place: number, stored: T | undefined): Promise<Asked> {
    const sent = this.data[place] as Row;
    const said = await about(['body', 'items', place], () => this.rule.before?.(sent, stored));
    if (!said) {
      return { row: this.rows[place]!, changes: this.#changesOf(sent, sent) };
    }
    const asked = this.table.given(said) as Row;
    if (stored) {
      this.#refuseMoved(sent, asked);
    }
    return { row: this.#wholeOf(place, asked), changes: this.#changesOf(sent, asked) };
  }

  /** @throws Error if `before` has changed the key by which the stored row was found: it would be that of another row */
  #refuseMoved(sent: Row, asked: Row): void {
    const moved = this.rule.key.find(
      (name) => asked[name] !== undefined && !isDeepStrictEqual(asked[name], sent[name]),
    );
    if (moved !== undefined && sent[moved] !== undefined) {
      throw new Error(
        `A rule (beforeSave) of ${this.table.meta.className} changes ${moved}, by which an upsert has found the row. ` +
          'Bring it into its form in the DTO (@Transform()), or refuse it in the rule.',
      );
    }
  }

  /** A new row of what `before` says; its key, by which it is known here, stays. */
  #wholeOf(place: number, asked: Row): Row {
    const row = this.rows[place]!;
    const dropped = Object.keys(this.data[place]!).filter(
      (name) => asked[name] === undefined && !this.rule.key.includes(name),
    );
    const kept = Object.fromEntries(Object.entries(row).filter(([name]) => !dropped.includes(name)));
    const { rows, shared } = this.table.complete([{ ...kept, ...asked }], this.rule.given);
    const defaults = Object.entries(shared).filter(([name]) => dropped.includes(name));
    return { ...rows[0], ...Object.fromEntries(defaults), id: row.id };
  }

  /** What a stored row takes over: the fields that its row came with, and what `before` has added or changed. */
  #changesOf(sent: Row, asked: Row): Row {
    const taken = Object.entries(asked).filter(([name, value]) => {
      const untouched = sent[name] !== undefined && sent[name] === value;
      return (
        value !== undefined && !this.rule.key.includes(name) && (!untouched || this.updates.includes(name))
      );
    });
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

/** The fields that any of the rows came with. */
function namesIn(rows: readonly object[]): Set<string> {
  const names = new Set<string>();
  for (const row of rows) {
    for (const name of Object.keys(row)) names.add(name);
  }
  return names;
}
