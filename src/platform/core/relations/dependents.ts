import type { EntityMetadata } from '@mikro-orm/core';
import type { Database } from '../../database/database.js';
import { about } from '../../errors/about.js';
import type { FieldError } from '../../errors/app-error.js';
import { ConflictError, wordsOf } from '../../errors/errors.js';
import type { Column } from '../repository/columns.js';
import { ManagedEntities } from '../repository/identity-map.js';
import { ManagedRows } from '../repository/managed-rows.js';
import type { EntityScope, Scopes } from '../repository/scope.js';
import { SqlValues } from '../repository/sql-values.js';
import { updateStatement } from '../repository/statements.js';
import { type ReferenceTo, referencesTo } from './references-to.js';
import { References } from './references.js';

/** A column of another entity that refers to this one, and what becomes of its rows. */
interface Dependent {
  scope: EntityScope<{ id: string }>;
  column: Column;
  /** By which versions rise: that of whatever a row is a part of. */
  references: References;
  rule: ReferenceTo['rule'];
}

/** Rows that came back with another one. */
interface Restored {
  references: References;
  ids: string[];
  /** Where they stand, as seen from the row that was asked for. */
  loc: Loc;
}

type Loc = FieldError['loc'];

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
    for (const dependent of this.#dependents) {
      if (dependent.rule === 'restrict') {
        await this.#refuseUsed(dependent, ids);
      } else if (dependent.rule === 'set null') {
        // Deleted rows forget it too, or nobody could bring them back.
        await this.#write(dependent, { [dependent.column.name]: null }, ids, 'all');
      } else {
        const gone = await this.#write(dependent, { deleted_at: deletedAt }, ids, 'live');
        await new Dependents(dependent.scope, this.scopes, this.database).#follow(gone, deletedAt);
      }
    }
  }

  /**
   * Brings back what went with these rows.
   *
   * @param deletedAt the mark that they had, by id
   * @throws ValidationError `foreign_key` if one of them refers to a row that was deleted meanwhile
   * @throws ConflictError `unique` that names whose value was taken meanwhile: `["body", "lines", "position"]`
   */
  async restore(deletedAt: ReadonlyMap<string, Date>): Promise<void> {
    for (const { references, ids, loc } of await this.#bringBack(deletedAt, ['body'])) {
      await references.holdStored(ids, (i) => [...loc, i]);
    }
  }

  /** @returns what came back: all of it has to be there before anything can be said about what refers to it */
  async #bringBack(deletedAt: ReadonlyMap<string, Date>, loc: Loc): Promise<Restored[]> {
    const restored: Restored[] = [];
    for (const dependent of this.#dependents.filter(({ rule }) => rule === 'cascade')) {
      const { scope, references } = dependent;
      const below = [...loc, references.partsName ?? labelOf(scope)];
      for (const [id, mark] of deletedAt) {
        const ids = await about(below, () => this.#write(dependent, { deleted_at: null }, [id], mark));
        if (ids.length > 0) {
          const next = new Dependents(scope, this.scopes, this.database);
          const marks = new Map(ids.map((one) => [one, mark]));
          restored.push({ references, ids, loc: below }, ...(await next.#bringBack(marks, below)));
        }
      }
    }
    return restored;
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
      const references = new References(scope, this.scopes, this.database);
      return { scope, column: scope.table.columns.get(property)!, references, rule };
    }));
  }

  async #refuseUsed({ scope, column }: Dependent, ids: readonly string[]): Promise<void> {
    const values = new SqlValues();
    const live = scope.sql([scope.live], values);
    const text = `select 1 from ${scope.table.sql} where ${values.oneOf(column.sql, ids, 'uuid')} and ${live} limit 1`;
    if ((await this.database.query(text, values.all)).length > 0) {
      throw ConflictError.inUse(scope.table.meta.className);
    }
  }

  /**
   * Writes one value into rows that refer to these: into all, the live ones, or those with a mark of deletion. What they are a
   * part of rises in version, but for the rows that they were asked by.
   *
   * @returns their ids
   */
  async #write(
    { scope, column, references }: Dependent,
    change: Row,
    ids: readonly string[],
    which: 'all' | 'live' | Date,
  ): Promise<string[]> {
    const changed = await this.#change(scope, change, await this.#lock(scope, column, ids, which));
    if (changed.length > 0 && references.parent !== undefined && references.parent !== column.name) {
      const parents = await references.parentsOf(changed);
      await references.touchParents([], [...parents.values()]);
    }
    return changed;
  }

  async #lock(
    scope: EntityScope<{ id: string }>,
    column: Column,
    ids: readonly string[],
    which: 'all' | 'live' | Date,
  ): Promise<string[]> {
    const values = new SqlValues();
    const conditions = [values.oneOf(column.sql, ids, 'uuid')];
    if (which === 'live') {
      conditions.push(scope.sql([scope.live], values));
    } else if (which !== 'all') {
      conditions.push(`"deleted_at" = ${values.bind(which, 'timestamptz')}`);
    }
    const text = `select "id" from ${scope.table.sql} where ${conditions.join(' and ')} order by "id" for update`;
    return (await this.database.query<{ id: string }>(text, values.all)).map(({ id }) => id);
  }

  /** @returns the ids of the rows that it changed */
  async #change({ table }: EntityScope<{ id: string }>, change: Row, ids: string[]): Promise<string[]> {
    const managed = new ManagedRows(table, this.database);
    if (managed.writes) {
      return managed.change(new Map(ids.map((id) => [id, change])));
    }
    if (ids.length > 0) {
      const { text, values } = updateStatement(table, change, (bound) => bound.oneOf('"id"', ids, 'uuid'));
      const rows = await this.database.query<Row>(text, values);
      await new ManagedEntities(table, this.database).refresh(rows.map(table.read));
    }
    return ids;
  }
}

/** What rows are called where they are no part of anything: `project`. */
function labelOf({ table }: EntityScope<{ id: string }>): string {
  return wordsOf(table.meta.className).toLowerCase().replaceAll(' ', '_');
}
