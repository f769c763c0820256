import type { Database } from '../../database/database.js';
import { LIVE } from '../../database/soft-delete.filter.js';
import type { AppError, FieldError } from '../../errors/app-error.js';
import { ConflictError, ValidationError } from '../../errors/errors.js';
import { bulkInsertStatement, type Carried, type ConflictRule, upsertStatement } from './bulk-sql.js';
import type { EntityTable } from './entity-table.js';
import { keyReader } from './row-key.js';
import { encode } from './statements.js';
import { SqlValues } from './sql-values.js';

type Row = Record<string, unknown>;

/** How an upsert treats rows that exist. */
export interface UpsertRule extends Omit<ConflictRule, 'where' | 'update'> {
  /** The columns that an existing row takes over; none means that it is left as it is. */
  update: readonly string[];
}

/** What became of each row of an upsert. */
export interface UpsertResult<T> {
  created: number;
  updated: number;
  ignored: number;
  /** Every row as it now stands, in the order of the input. */
  items: T[];
}

/** Rows in one statement: enough to be fast, few enough to keep it small. */
const CHUNK = 5_000;

/** How often rows that vanish between insert and look-up are tried again. */
const MAX_ROUNDS = 5;

/** Writes many rows of one entity in a constant few statements. */
export class BulkWriter<T extends { id: string }> {
  constructor(
    private readonly table: EntityTable<T>,
    private readonly database: Database,
  ) {}

  /**
   * Inserts all rows, or none.
   *
   * @throws ValidationError `duplicate` if two rows have the same unique key
   * @throws ConflictError `unique`, naming every row whose key is taken
   */
  async insert(data: readonly object[]): Promise<T[]> {
    const { rows, shared } = this.table.complete(data);
    const { uniqueKeys, columns } = this.table;
    const keys = uniqueKeys.map((key) => rows.map(keyReader(key, columns)));
    uniqueKeys.forEach((key, i) => refuseDuplicates(rows, key, keys[i]!));
    const order = keys[0] ? placesByKey(keys[0]).map((i) => rows[i]!) : rows;
    return this.database.transaction(async () => {
      const stored = new Map<string, T>();
      for (const chunk of chunks(order)) {
        const { text, values } = bulkInsertStatement(this.table, { rows: chunk, shared });
        for (const row of await this.#query(text, values)) {
          stored.set(row.id, row);
        }
      }
      if (stored.size < rows.length) {
        throw await this.#conflict(rows, stored);
      }
      return rows.map(({ id }) => stored.get(id as string)!);
    });
  }

  /**
   * Inserts rows, or updates those whose key exists among the live rows. A deleted row with the same key is left alone.
   *
   * @throws ValidationError `duplicate` if two rows have the same key
   */
  async upsert(data: readonly object[], rule: UpsertRule): Promise<UpsertResult<T>> {
    const { rows, shared } = this.table.complete(data);
    const keyOf = keyReader(rule.key, this.table.columns);
    const keys = rows.map(keyOf);
    refuseDuplicates(rows, rule.key, keys);
    // New rows come back with their id, those that existed are known by their key.
    const places = new Map<string, number>();
    rows.forEach(({ id }, i) => places.set(id as string, i).set(keys[i]!, i));
    const complete = data.every((row) => rule.update.every((name) => (row as Row)[name] !== undefined));
    return this.database.transaction(async () => {
      const items = new Array<T | undefined>(rows.length);
      const keep = (stored: T[]): number => {
        for (const row of stored) {
          items[(places.get(row.id) ?? places.get(keyOf(row)))!] = row;
        }
        return stored.length;
      };
      let written = 0;
      let ignored = 0;
      let left = placesByKey(keys);
      for (let round = 0; left.length > 0; round++) {
        if (round === MAX_ROUNDS) {
          throw new ConflictError({ detail: 'The rows are being changed by others; try again' });
        }
        for (const chunk of chunks(left)) {
          const batch = { rows: chunk.map((i) => rows[i]!), shared };
          const carried = complete ? undefined : carriedBy(chunk, rows, data);
          const { text, values } = upsertStatement(this.table, batch, carried, { ...rule, where: LIVE });
          written += keep(await this.#query(text, values));
          const same = chunk.filter((i) => !items[i]).map((i) => rows[i]!);
          ignored += keep(await this.#findByKey(same, rule.key));
        }
        left = left.filter((i) => !items[i]);
      }
      const created = rows.filter(({ id }, i) => items[i]!.id === id).length;
      return { created, updated: written - created, ignored, items: items as T[] };
    });
  }

  /** The live rows with the keys of the given ones. */
  async #findByKey(rows: Row[], key: readonly string[]): Promise<T[]> {
    if (rows.length === 0) {
      return [];
    }
    const values = new SqlValues();
    const { sql, columns, list } = this.table;
    const keyColumns = key.map((name) => columns.get(name)!);
    const arrays = keyColumns.map((column) =>
      values.bind(
        rows.map((row) => encode(column, row[column.name])),
        `${column.type}[]`,
      ),
    );
    const names = keyColumns.map((column) => column.sql).join(', ');
    const text = `select ${list} from ${sql} where (${names}) in (select * from unnest(${arrays.join(', ')})) and ${LIVE}`;
    return this.#query(text, values.all);
  }

  /** Names the rows that were not stored, and the key that is taken. */
  async #conflict(rows: Row[], stored: ReadonlyMap<string, T>): Promise<AppError> {
    const rejected = rows.filter(({ id }) => !stored.has(id as string));
    const errors: FieldError['loc'][] = [];
    for (const key of this.table.uniqueKeys) {
      const keyOf = keyReader(key, this.table.columns);
      const taken = new Set((await this.#findByKey(rejected, key)).map(keyOf));
      for (const row of rejected.filter((row) => taken.has(keyOf(row)))) {
        errors.push(['body', 'items', rows.indexOf(row), key.at(-1)!]);
      }
    }
    return ConflictError.unique(
      errors.length > 0 ? errors : rejected.map((row) => ['body', 'items', rows.indexOf(row)]),
    );
  }

  async #query(text: string, values: readonly unknown[]): Promise<T[]> {
    return (await this.database.query<Row>(text, values)).map(this.table.read);
  }
}

/** @throws ValidationError `duplicate` naming each row whose key an earlier one has; nulls are never equal */
function refuseDuplicates(rows: Row[], key: readonly string[], keys: readonly string[]): void {
  if (new Set(keys).size === keys.length) {
    return;
  }
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  rows.forEach((row, i) => {
    if (key.some((name) => row[name] === null || row[name] === undefined)) {
      return;
    }
    if (seen.has(keys[i]!)) {
      const loc = ['body', 'items', i, key.at(-1)!];
      errors.push({ loc, msg: 'Another row of this batch has the same value', type: 'duplicate' });
    }
    seen.add(keys[i]!);
  });
  if (errors.length > 0) {
    throw new ValidationError(errors);
  }
}

/** The places of the rows in the input, in the order of their keys. */
function placesByKey(keys: readonly string[]): number[] {
  return [...keys.keys()].sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
}

/** The names of the fields that the rows at these places came with, by the rows' ids. */
function carriedBy(places: readonly number[], rows: readonly Row[], data: readonly object[]): Carried {
  return Object.fromEntries(
    places.map((i) => [
      rows[i]!.id as string,
      Object.entries(data[i]!).flatMap(([name, value]) => (value === undefined ? [] : [name])),
    ]),
  );
}

function* chunks<R>(rows: R[]): Generator<R[]> {
  for (let i = 0; i < rows.length; i += CHUNK) {
    yield rows.slice(i, i + CHUNK);
  }
}
