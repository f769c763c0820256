import type { EntityManager, EntityMetadata } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Actor } from '../../context/actor.js';
import { currentActor } from '../../context/request-context.js';
import type { Condition, Where } from '../../database/condition.js';
import { SOFT_DELETE } from '../../database/soft-delete.filter.js';
import { currentEntityManager } from '../../database/unit-entity-manager.js';
import type { Deleted } from '../list/list-query.js';
import type { Action } from '../policy/policy.js';
import { hasPolicy, policyOf, VISIBLE, writeFragmentsBy } from '../policy/policy.decorator.js';
import { type ConditionWriter, conditionSql } from './condition-sql.js';
import { EntityFilters } from './entity-filters.js';
import { isForeign, written, writtenSql } from './foreign-condition.js';
import { type EntityTable, entityTable } from './entity-table.js';
import { FragmentValues, type SqlValues } from './sql-values.js';

/** Which rows a statement is about, besides what it asks for itself. */
export interface ScopeOptions {
  /** By their mark of deletion; `exclude` if left out. Of deleted rows, an actor gets those that they may restore. */
  deleted?: Deleted;
  /** Rows that the actor does not see too: for unique keys, which hold among all rows. */
  unseen?: boolean;
}

/** The conditions of one statement, ready to be written. */
export type Scope = readonly Condition<object>[];

/** Says, for the statements of one entity, which rows they are about: MikroORM's filters, and the entity's policy. */
export class EntityScope<T = unknown> implements ConditionWriter {
  readonly #filters: EntityFilters;
  readonly #governed: boolean;

  constructor(
    readonly table: EntityTable<T>,
    private readonly scopes: Scopes,
  ) {
    this.#filters = new EntityFilters(table, scopes.em);
    this.#governed = hasPolicy(table.meta.class);
  }

  /**
   * The conditions that hold for the current actor. What MikroORM has yet to write of the entity is written before, as it
   * does itself before it reads.
   */
  async of({ deleted = 'exclude', unseen = false }: ScopeOptions = {}): Promise<Scope> {
    const em = currentEntityManager(this.scopes.em);
    if (!em.global) {
      await em.tryFlush(this.table.meta.class, {});
    }
    const without = [VISIBLE, ...(deleted === 'exclude' ? [] : [SOFT_DELETE])];
    const filters = await this.#filters.conditions(without);
    const conditions = [...filters, ...this.#seen(unseen), ...this.#deleted(deleted)];
    return conditions.some((one) => this.#isForeign(one))
      ? Promise.all(conditions.map((one) => this.ready(one)))
      : conditions;
  }

  /** The condition that the current actor may do this with a row. */
  mayBe(action: Action): Condition<object> {
    const actor = this.#actor();
    return !actor || actor.kind === 'system' || policyOf<object>(this.table.meta.class).writes(actor, action);
  }

  /** The condition that a row is not deleted. */
  get live(): Condition<object> {
    return this.#filters.live;
  }

  /** Whether there may be rows that the current actor does not see. */
  get hides(): boolean {
    return this.#seen(false).some((condition) => condition !== true);
  }

  /** A scope as the text of a WHERE clause. */
  sql(scope: Scope, values: SqlValues, alias?: string): string {
    const parts = scope
      .filter((one) => one !== true && !isEmpty(one))
      .map((one) => this.#write(one, values, alias));
    return parts.join(' and ') || 'true';
  }

  /** A condition through another table, for `conditionSql`. */
  through(
    column: string,
    { table, rows }: { table: string; rows: 'seen' | 'written' },
    values: SqlValues,
  ): string {
    const other = this.scopes.ofTable(table);
    const scope = [...other.now(), ...(rows === 'written' ? [other.mayBe('update')] : [])];
    return `${column} in (select "id" from ${other.table.sql} where ${other.sql(scope, values)})`;
  }

  /** A condition that MikroORM has written, for `conditionSql`. */
  written(where: object, values: SqlValues, alias?: string): string {
    return writtenSql(where, values, alias);
  }

  /** A condition ready to be written, whatever it asks for; `of` gives such ones. */
  async ready<C extends Condition<object>>(condition: C): Promise<C> {
    return this.#isForeign(condition) ? written(condition, this.table, this.scopes.em) : condition;
  }

  /** The conditions as `of` gives them, where nothing can be waited for. */
  now(): Condition<object>[] {
    const filters = this.#filters.conditions([VISIBLE]);
    if (filters instanceof Promise) {
      throw new Error(
        `A filter of ${this.table.meta.className} returns a promise, so no policy can look through it`,
      );
    }
    return [...filters, ...this.#seen(false)];
  }

  #isForeign<C extends Condition<object>>(condition: C): condition is C & Where<object> {
    return typeof condition === 'object' && !('$not' in condition) && isForeign(condition, this.table);
  }

  #seen(unseen: boolean): Condition<object>[] {
    const actor = this.#actor();
    return unseen || !actor || actor.kind === 'system'
      ? []
      : [policyOf<object>(this.table.meta.class).sees(actor)];
  }

  #deleted(deleted: Deleted): Condition<object>[] {
    if (deleted === 'exclude') {
      return [];
    }
    const live = this.#filters.live;
    const restorable = this.mayBe('restore');
    if (deleted === 'only') {
      return [{ $not: live } as Where<object>, restorable];
    }
    return restorable === true ? [] : [restorable === false ? live : { $or: [live, restorable] }];
  }

  /** Who acts, where a policy wants to know. */
  #actor(): Actor | undefined {
    return this.#governed ? currentActor() : undefined;
  }

  #write(condition: Condition<object>, values: SqlValues, alias?: string): string {
    if (typeof condition === 'boolean') {
      return String(condition);
    }
    if ('$not' in condition) {
      return `not (${this.#write((condition as { $not: Where<object> }).$not, values, alias)})`;
    }
    return conditionSql(condition, this.table, values, this, alias);
  }
}

function isEmpty(condition: Condition<object>): boolean {
  return (
    typeof condition === 'object' &&
    Object.keys(condition).length === 0 &&
    Object.getOwnPropertySymbols(condition).length === 0
  );
}

/** The scopes of all entities of one database; made when they are first asked for. */
export class Scopes {
  static readonly #all = new WeakMap<object, Scopes>();
  readonly #byTable = new Map<string, EntityScope>();

  private constructor(readonly em: SqlEntityManager) {}

  /** The scopes of the database that an EntityManager is of. */
  static of(em: EntityManager): Scopes {
    let scopes = Scopes.#all.get(em.config);
    if (!scopes) {
      scopes = new Scopes(em as SqlEntityManager);
      Scopes.#all.set(em.config, scopes);
    }
    return scopes;
  }

  /** The scope of an entity. */
  ofEntity<T>(meta: EntityMetadata<T>): EntityScope<T> {
    let scope = this.#byTable.get(meta.tableName);
    if (!scope) {
      scope = new EntityScope<unknown>(entityTable(meta as EntityMetadata, this.em.getPlatform()), this);
      this.#byTable.set(meta.tableName, scope);
    }
    return scope as EntityScope<T>;
  }

  /** The scope of the entity with this table. @throws Error if there is none */
  ofTable(table: string): EntityScope {
    const meta = [...this.em.getMetadata().getAll().values()].find(({ tableName }) => tableName === table);
    if (!meta) {
      throw new Error(`A policy looks through the table ${table}, but no entity has it`);
    }
    return this.ofEntity(meta);
  }
}

writeFragmentsBy((condition, entity, alias, em) => {
  const scope = Scopes.of(em).ofEntity(em.getMetadata().get(entity as never));
  const values = new FragmentValues();
  return { sql: scope.sql([condition], values, alias), params: values.all };
});
