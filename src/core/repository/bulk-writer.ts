import type { Database } from '../../database/database.js';
import { LIVE } from '../../database/soft-delete.filter.js';
import type { AppError, FieldError } from '../../errors/app-error.js';
import { ConflictError, ValidationError } from '../../errors/errors.js';
import { bulkInsertStatement, type Carried, type ConflictRule, upsertStatement } from './bulk-sql.js';
import type { EntityTable } from './entity-table.js';
import { rowKey } from './row-key.js';
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

/** The key of a row as one text. */
type KeyReader = (row: object) => string;

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
    const rows = this.table.complete(data);
    for (const key of this.table.uniqueKeys) {
      refuseDuplicates(rows, key, this.#keyReader(key));
    }
    const [key] = this.table.uniqueKeys;
    const ordered = key ? sorted(rows, this.#keyReader(key)) : rows;
    return this.database.transaction(async () => {
      const stored = new Map<string, T>();
      for (const chunk of chunks(ordered)) {
        const { text, values } = bulkInsertStatement(this.table, chunk);
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
    const rows = this.table.complete(data);
    const carried: Carried = new Map(
      rows.map(({ id }, i) => [
        id as string,
        Object.entries(data[i]!).flatMap(([name, value]) => (value === undefined ? [] : [name])),
      ]),
    );
    const key = this.#keyReader(rule.key);
    refuseDuplicates(rows, rule.key, key);
    return this.database.transaction(async () => {
      const written = new Map<string, T>();
      const found = new Map<string, T>();
      let left = sorted(rows, key);
      for (let round = 0; left.length > 0; round++) {
        if (round === MAX_ROUNDS) {
          throw new ConflictError({ detail: 'The rows are being changed by others; try again' });
        }
        for (const chunk of chunks(left)) {
          await this.#upsertChunk(chunk, carried, rule, key, written, found);
        }
        left = left.filter((row) => !written.has(key(row)) && !found.has(key(row)));
      }
      const created = rows.filter((row) => written.get(key(row))?.id === row.id).length;
      const items = rows.map((row) => (written.get(key(row)) ?? found.get(key(row)))!);
      return { created, updated: written.size - created, ignored: found.size, items };
    });
  }

  async #upsertChunk(
    rows: Row[],
    carried: Carried,
    rule: UpsertRule,
    keyOf: KeyReader,
    written: Map<string, T>,
    found: Map<string, T>,
  ): Promise<void> {
    const own: Carried = new Map(rows.map(({ id }) => [id as string, carried.get(id as string)!]));
    const { text, values } = upsertStatement(this.table, rows, own, { ...rule, where: LIVE });
    for (const row of await this.#query(text, values)) {
      written.set(keyOf(row), row);
    }
    const ignored = rows.filter((row) => !written.has(keyOf(row)));
    for (const row of await this.#findByKey(ignored, rule.key)) {
      found.set(keyOf(row), row);
    }
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
      const keyOf = this.#keyReader(key);
      const taken = new Set((await this.#findByKey(rejected, key)).map(keyOf));
      for (const row of rejected.filter((row) => taken.has(keyOf(row)))) {
        errors.push(['body', 'items', rows.indexOf(row), key.at(-1)!]);
      }
    }
    return ConflictError.unique(
      errors.length > 0 ? errors : rejected.map((row) => ['body', 'items', rows.indexOf(row)]),
    );
  }

  /** Reads keys of rows as text, see `rowKey`; each row's once, however often it is asked for. */
  #keyReader(key: readonly string[]): KeyReader {
    const known = new Map<object, string>();
    return (row) => {
      let text = known.get(row);
      if (text === undefined) {
        text = rowKey(row, key, this.table.columns);
        known.set(row, text);
      }
      return text;
    };
  }

  async #query(text: string, values: readonly unknown[]): Promise<T[]> {
    return (await this.database.query<Row>(text, values)).map(this.table.read);
  }
}

/** @throws ValidationError `duplicate` naming each row whose key an earlier one has; nulls are never equal */
function refuseDuplicates(rows: Row[], key: readonly string[], keyOf: KeyReader): void {
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  rows.forEach((row, i) => {
    if (key.some((name) => row[name] === null || row[name] === undefined)) {
      return;
    }
    const text = keyOf(row);
    if (seen.has(text)) {
      const loc = ['body', 'items', i, key.at(-1)!];
      errors.push({ loc, msg: 'Another row of this batch has the same value', type: 'duplicate' });
    }
    seen.add(text);
  });
  if (errors.length > 0) {
    throw new ValidationError(errors);
  }
}

/** The rows in the order of their keys. */
function sorted(rows: Row[], keyOf: KeyReader): Row[] {
  return rows.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function* chunks<R>(rows: R[]): Generator<R[]> {
  for (let i = 0; i < rows.length; i += CHUNK) {
    yield rows.slice(i, i + CHUNK);
  }
}
