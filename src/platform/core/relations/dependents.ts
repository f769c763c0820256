import type { EntityMetadata } from '@mikro-orm/core';
import type { Database } from '../../database/database.js';
import { ConflictError } from '../../errors/errors.js';
import type { Column } from '../repository/columns.js';
import { ManagedEntities } from '../repository/identity-map.js';
import { ManagedRows } from '../repository/managed-rows.js';
import type { EntityScope, Scopes } from '../repository/scope.js';
import { SqlValues } from '../repository/sql-values.js';
import { updateStatement } from '../repository/statements.js';
import { type ReferenceTo, referencesTo } from './references-to.js';

/** A column of another entity that refers to this one, and what becomes of its rows. */
interface Dependent {
  scope: EntityScope<{ id: string }>;
  column: Column;
  rule: ReferenceTo['rule'];
}

type Row = Record<string, unknown>;

/**
 * What becomes of the rows that refer to rows which are deleted: the deletion is refused, or they go too, or they lose their
 * reference – whoever sees them. Those that went come back with the row that took them along.
 */
export class Dependents {
  #all?: readonly Dependent[];

  constructor(
    private readonly of: EntityScope,
    private readonly scopes: Scopes,
    private readonly database: Database,
  ) {}

  /** Whether other rows may refer to rows of this entity. */
  get exist(): boolean {
    return this.#dependents.length > 0;
  }

  /**
   * Follows a soft deletion.
   *
   * @param deletedAt the mark that these rows got, and those that go with them get
   * @throws ConflictError if a row that refers to one of them holds it back
   */
  async delete(ids: readonly string[], deletedAt: Date): Promise<void> {
    for (const { scope, column, rule } of this.#dependents) {
      if (rule === 'restrict') {
        await this.#refuseUsed(scope, column, ids);
      } else if (rule === 'set null') {
        await this.#write(scope, { [column.name]: null }, column, ids);
      } else {
        const gone = await this.#write(scope, { deleted_at: deletedAt }, column, ids);
        await new Dependents(scope, this.scopes, this.database).#follow(gone, deletedAt);
      }
    }
  }

  /** Brings back what went with these rows. @param deletedAt the mark that they had, by id */
  async restore(deletedAt: ReadonlyMap<string, Date>): Promise<void> {
    for (const { scope, column, rule } of this.#dependents) {
      if (rule === 'cascade') {
        for (const [id, mark] of deletedAt) {
          const back = await this.#write(scope, { deleted_at: null }, column, [id], mark);
          const next = new Map(back.map((one) => [one, mark]));
          await new Dependents(scope, this.scopes, this.database).restore(next);
        }
      }
    }
  }

  async #follow(ids: readonly string[], deletedAt: Date): Promise<void> {
    if (ids.length > 0) {
      await this.delete(ids, deletedAt);
    }
  }

  /** Found when first asked for: then all entities are known. */
  get #dependents(): readonly Dependent[] {
    const all = [...this.scopes.em.getMetadata().getAll().values()];
    return (this.#all ??= referencesTo(this.of.table.name, all).map(({ meta, property, rule }) => {
      const scope = this.scopes.ofEntity(meta as EntityMetadata<{ id: string }>);
      return { scope, column: scope.table.columns.get(property)!, rule };
    }));
  }

  async #refuseUsed(
    scope: EntityScope<{ id: string }>,
    { sql }: Column,
    ids: readonly string[],
  ): Promise<void> {
    const values = new SqlValues();
    const live = scope.sql([scope.live], values);
    const text = `select 1 from ${scope.table.sql} where ${values.oneOf(sql, ids, 'uuid')} and ${live} limit 1`;
    if ((await this.database.query(text, values.all)).length > 0) {
      throw new ConflictError({ detail: 'The resource is still in use' });
    }
  }

  /**
   * Writes one value into the rows that refer to these: into live ones, or into those with a mark of deletion.
   *
   * @returns their ids
   */
  async #write(
    scope: EntityScope<{ id: string }>,
    change: Row,
    { sql }: Column,
    ids: readonly string[],
    mark?: Date,
  ): Promise<string[]> {
    const { table } = scope;
    const locked = new SqlValues();
    const which = mark
      ? `"deleted_at" = ${locked.bind(mark, 'timestamptz')}`
      : scope.sql([scope.live], locked);
    const rows = await this.database.query<{ id: string }>(
      `select "id" from ${table.sql} where ${locked.oneOf(sql, ids, 'uuid')} and ${which} order by "id" for update`,
      locked.all,
    );
    const found = rows.map(({ id }) => id);
    const managed = new ManagedRows(table, this.database);
    if (managed.writes) {
      return managed.change(new Map(found.map((id) => [id, change])));
    }
    if (found.length > 0) {
      const { text, values } = updateStatement(table, change, (bound) => bound.oneOf('"id"', found, 'uuid'));
      const rows = await this.database.query<Row>(text, values);
      await new ManagedEntities(table, this.database).refresh(rows.map(table.read));
    }
    return found;
  }
}
