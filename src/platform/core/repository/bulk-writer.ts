import type { Database } from '../../database/database.js';
import type { FieldError } from '../../errors/app-error.js';
import { ConflictError, ValidationError } from '../../errors/errors.js';
import { bulkInsertStatement } from './bulk-sql.js';
import type { EntityTable, NewRows } from './entity-table.js';
import type { ManagedRows } from './managed-rows.js';
import { keyReader } from './row-key.js';
import type { EntityScope, Scope } from './scope.js';
import { SqlValues } from './sql-values.js';
import { encode } from './statements.js';

type Row = Record<string, unknown>;

/** Rows in one statement: enough to be fast, few enough to keep it small. */
const CHUNK = 5_000;

/** What the rows of a bulk request are called in its body. */
const ITEMS = 'items';

/** Inserts many rows of one entity in a constant few statements, and finds rows by their keys. */
export class BulkWriter<T extends { id: string }> {
  constructor(
    private readonly scope: EntityScope<T>,
    private readonly database: Database,
    private readonly managed: ManagedRows<T>,
  ) {}

  /**
   * Inserts all rows, or none.
   *
   * @param list what the rows are called in the body of the request
   * @throws ValidationError `duplicate` if two rows have the same unique key
   * @throws ConflictError `unique`, naming every row whose key is taken
   */
  async insert(data: readonly object[], list = ITEMS): Promise<T[]> {
    const { uniqueKeys, columns } = this.scope.table;
    const { rows, shared } = this.scope.table.complete(data);
    const keys = uniqueKeys.map((key) => rows.map(keyReader(key, columns)));
    uniqueKeys.forEach((key, i) => refuseDuplicates(rows, key, keys[i]!, list));
    if (this.managed.writes) {
      return this.#insertManaged(data, rows, list);
    }
    const order = keys[0] ? placesByKey(keys[0]).map((i) => rows[i]!) : rows;
    return this.database.transaction(async () => {
      const stored = await this.insertFree({ rows: order, shared });
      if (stored.size < rows.length) {
        throw await this.conflictOf(
          rows,
          rows.filter(({ id }) => !stored.has(id as string)),
          list,
        );
      }
      return rows.map(({ id }) => stored.get(id as string)!);
    });
  }

  /** Inserts the rows whose unique keys are free. @returns those, by id */
  async insertFree({ rows, shared }: NewRows): Promise<Map<string, T>> {
    const stored = new Map<string, T>();
    for (const chunk of chunks(rows)) {
      const { text, values } = bulkInsertStatement(this.scope.table, { rows: chunk, shared });
      for (const row of await this.query(text, values)) {
        stored.set(row.id, row);
      }
    }
    return stored;
  }

  /** The live rows with the keys of the given ones, within a scope. @param tail what comes after the condition */
  async findByKey(rows: Row[], key: readonly string[], scope: Scope, tail = ''): Promise<T[]> {
    if (rows.length === 0) {
      return [];
    }
    const values = new SqlValues();
    const { sql, columns, list } = this.scope.table;
    const keyColumns = key.map((name) => columns.get(name)!);
    const arrays = keyColumns.map((column) =>
      values.bind(
        rows.map((row) => encode(column, row[column.name])),
        `${column.type}[]`,
      ),
    );
    const names = keyColumns.map((column) => column.sql).join(', ');
    const text = `select ${list} from ${sql} where (${names}) in (select * from unnest(${arrays.join(', ')})) and ${this.scope.sql(scope, values)}${tail}`;
    return this.query(text, values.all);
  }

  /** The error that names the rows which were not stored, and the keys that are taken, by whomever. */
  async conflictOf(rows: Row[], rejected: Row[], list = ITEMS): Promise<ConflictError> {
    const taken = await this.#taken(rows, rejected, this.scope.table.uniqueKeys, list);
    return ConflictError.unique(
      taken.length > 0 ? taken : rejected.map((row) => ['body', list, rows.indexOf(row)]),
    );
  }

  /** @throws ConflictError if rows could not be stored because others, with another key, have a unique value of theirs */
  async refuseTaken(rows: Row[], rejected: Row[], key: readonly string[]): Promise<void> {
    const keyOf = keyReader(key, this.scope.table.columns);
    const others = this.scope.table.uniqueKeys.filter((one) => one.join() !== key.join());
    const isOther = (stored: object, row: Row) => keyOf(stored) !== keyOf(row);
    const taken = await this.#taken(rows, rejected, others, ITEMS, isOther);
    if (taken.length > 0) {
      throw ConflictError.unique(taken);
    }
  }

  async #taken(
    rows: Row[],
    rejected: Row[],
    keys: EntityTable['uniqueKeys'],
    list: string,
    isOther: (stored: object, row: Row) => boolean = () => true,
  ): Promise<FieldError['loc'][]> {
    const taken: FieldError['loc'][] = [];
    if (rejected.length === 0 || keys.length === 0) {
      return taken;
    }
    const everybodys = await this.scope.of({ unseen: true });
    for (const key of keys) {
      const keyOf = keyReader(key, this.scope.table.columns);
      const found = await this.findByKey(rejected, key, everybodys);
      const stored = new Map(found.map((row) => [keyOf(row), row]));
      for (const row of rejected) {
        const holder = stored.get(keyOf(row));
        if (holder && isOther(holder, row)) {
          taken.push(['body', list, rows.indexOf(row), key.at(-1)!]);
        }
      }
    }
    return taken;
  }

  /** Runs a statement that returns whole rows. */
  async query(text: string, values: readonly unknown[]): Promise<T[]> {
    return this.managed.rows(await this.database.query<Row>(text, values));
  }

  async #insertManaged(data: readonly object[], rows: Row[], list: string): Promise<T[]> {
    try {
      return await this.managed.load(await this.database.attempt(() => this.managed.insert(data)));
    } catch (error) {
      throw isTaken(error) ? await this.conflictOf(rows, rows, list) : error;
    }
  }
}

/** Whether a write failed because a unique value is taken. */
export function isTaken(error: unknown): boolean {
  return error instanceof ConflictError && Boolean(error.errors?.some(({ type }) => type === 'unique'));
}

/** @throws ValidationError `duplicate` naming each row whose key an earlier one has; nulls are never equal */
export function refuseDuplicates(
  rows: Row[],
  key: readonly string[],
  keys: readonly string[],
  list = ITEMS,
): void {
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
      const loc = ['body', list, i, key.at(-1)!];
      errors.push({ loc, msg: 'Another row of this batch has the same value', type: 'duplicate' });
    }
    seen.add(keys[i]!);
  });
  if (errors.length > 0) {
    throw new ValidationError(errors);
  }
}

/** The places of the rows in the input, in the order of their keys. */
export function placesByKey(keys: readonly string[]): number[] {
  return [...keys.keys()].sort((a, b) => (keys[a]! < keys[b]! ? -1 : 1));
}

export function* chunks<R>(rows: R[]): Generator<R[]> {
  for (let i = 0; i < rows.length; i += CHUNK) {
    yield rows.slice(i, i + CHUNK);
  }
}
