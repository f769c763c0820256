import type { Database } from '../../database/database.js';
import { parseTime } from '../../database/parse-time.js';
import type { EntityTable } from './entity-table.js';
import { ManagedEntities } from './identity-map.js';
import type { ManagedRows } from './managed-rows.js';
import { SqlValues } from './sql-values.js';
import {
  insertStatement,
  markStatement,
  type Rows,
  type Statement,
  selectStatement,
  touched,
  updateStatement,
} from './statements.js';

type Row = Record<string, unknown>;

const LOCKED = ' order by "id" for update';

/**
 * Writes rows of one entity and nothing else, in one statement each, or by MikroORM where it has to; entities that it manages
 * are kept true to them.
 */
export class RowWriter<T extends { id: string }> {
  readonly #managed: ManagedEntities<T>;

  constructor(
    private readonly table: EntityTable<T>,
    private readonly database: Database,
    private readonly rows: ManagedRows<T>,
  ) {
    this.#managed = new ManagedEntities(table, database);
  }

  /** @throws ConflictError if a unique value is taken */
  async insert(data: object): Promise<T> {
    if (this.rows.writes) {
      return (await this.refreshed(await this.rows.load(await this.rows.insert([data]))))[0]!;
    }
    const { rows, shared } = this.table.complete([data]);
    return (await this.#write(insertStatement(this.table, { ...rows[0], ...shared })))[0]!;
  }

  /** Changes rows and raises their versions. @returns those that differed, as they now stand */
  async change(changes: object, rows: Rows): Promise<T[]> {
    if (!this.#isChange(changes)) {
      return [];
    }
    return this.rows.writes
      ? this.#changeManaged(rows, changes)
      : this.#write(updateStatement(this.table, changes as Row, rows));
  }

  /** Raises the versions of rows of which something beside the columns has changed. @returns them */
  async touch(rows: Rows): Promise<T[]> {
    const values = new SqlValues();
    const text = `update ${this.table.sql} set ${touched(this.table.columns, values).join(', ')} where ${rows(values)} returning ${this.table.list}`;
    return this.#write({ text, values: values.all });
  }

  /** Sets or takes the mark of deletion. @returns the rows */
  async mark(deletedAt: Date | null, rows: Rows): Promise<T[]> {
    return this.rows.writes
      ? this.#changeManaged(rows, { deleted_at: deletedAt })
      : this.#write(markStatement(this.table, deletedAt, rows));
  }

  /** The marks of deletion of these rows by their ids, locked. */
  async marksOf(rows: Rows): Promise<Map<string, Date>> {
    const found = await this.#select<{ id: string; deleted_at: string }>('"id", "deleted_at"', rows, LOCKED);
    return new Map(found.map(({ id, deleted_at: mark }) => [id, parseTime(mark)]));
  }

  /** Locks rows until the end of the transaction. @returns their ids */
  async lock(rows: Rows): Promise<string[]> {
    return (await this.#select<{ id: string }>('"id"', rows, LOCKED)).map(({ id }) => id);
  }

  /** Removes rows for good. @returns how many. @throws ConflictError if one is still in use */
  async remove(rows: Rows): Promise<number> {
    const gone = this.rows.removes ? await this.#removeManaged(rows) : await this.#remove(rows);
    this.#managed.forget(gone);
    return gone.length;
  }

  /** Gives the entities that MikroORM manages the values of these rows. @returns the rows */
  async refreshed(rows: T[]): Promise<T[]> {
    await this.#managed.refresh(rows);
    return rows;
  }

  #isChange(changes: object): boolean {
    return Object.entries(changes).some(
      ([name, value]) => value !== undefined && this.table.stored.has(name),
    );
  }

  /** Locks the rows, and has MikroORM change them. */
  async #changeManaged(rows: Rows, changes: object): Promise<T[]> {
    return this.database.transaction(async () => {
      const locked = await this.lock(rows);
      const changed = await this.rows.change(new Map(locked.map((id) => [id, changes])));
      return this.refreshed(await this.rows.load(changed));
    });
  }

  async #remove(rows: Rows): Promise<{ id: string }[]> {
    const { text, values } = selectStatement({ ...this.table, list: '"id"' }, rows);
    const statement = `delete from ${this.table.sql} where "id" in (${text}) returning "id"`;
    return this.database.query(statement, values);
  }

  async #removeManaged(rows: Rows): Promise<{ id: string }[]> {
    return this.database.transaction(async () => {
      const locked = await this.lock(rows);
      await this.rows.remove(locked);
      return locked.map((id) => ({ id }));
    });
  }

  async #select<R>(list: string, rows: Rows, tail: string): Promise<R[]> {
    const { text, values } = selectStatement({ ...this.table, list }, rows, tail);
    return this.database.query(text, values);
  }

  /** Runs a statement that returns the rows as it wrote them. */
  async #write({ text, values }: Statement): Promise<T[]> {
    return this.refreshed(await this.rows.rows(await this.database.query<Row>(text, values)));
  }
}
