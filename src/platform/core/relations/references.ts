import type { Condition } from '../../database/condition.js';
import type { Database } from '../../database/database.js';
import type { FieldError } from '../../errors/app-error.js';
import { ForbiddenError, ValidationError } from '../../errors/errors.js';
import { parentOf, type ParentReference } from '../entity/parent.js';
import { isWeak } from '../entity/reference.js';
import { isOwn, isReference, quote } from '../repository/columns.js';
import type { EntityTable } from '../repository/entity-table.js';
import { ManagedEntities } from '../repository/identity-map.js';
import type { EntityScope, Scope, Scopes } from '../repository/scope.js';
import { SqlValues } from '../repository/sql-values.js';
import { touched } from '../repository/statements.js';

type Row = Record<string, unknown>;

/** A column that refers to another table. */
interface ReferenceColumn {
  property: string;
  table: string;
}

type Lock = 'share' | 'no key update';

/** Where a row stands in the request, for the errors about it. */
export type LocOf = (index: number) => FieldError['loc'];

/**
 * What the rows of one entity refer to. A reference holds if the other row is there, not deleted, and seen by the actor;
 * it is locked until the end of the transaction, so that nobody deletes it meanwhile.
 */
export class References {
  readonly #columns: readonly ReferenceColumn[];
  readonly #parent?: ParentReference;
  #ofParent?: References;

  constructor(
    private readonly of: EntityScope,
    private readonly scopes: Scopes,
    private readonly database: Database,
  ) {
    const { meta } = of.table;
    this.#parent = parentOf(meta.class);
    this.#columns = meta.relations
      .filter(
        (prop) =>
          isReference(prop) && isOwn(prop) && prop.persist !== false && !isWeak(meta.class, prop.name),
      )
      .filter(({ targetMeta }) => targetMeta!.properties['deleted_at' as never] !== undefined)
      .map(({ name, targetMeta }) => ({ property: name, table: targetMeta!.tableName }));
  }

  /** Whether there are references that have to be looked after. */
  get exist(): boolean {
    return this.#columns.length > 0;
  }

  /** Whether rows with these fields refer to anything that has to be looked after. */
  concern(rows: readonly object[]): boolean {
    return this.#columns.some(({ property }) => rows.some((row) => isGiven((row as Row)[property])));
  }

  /**
   * Locks what rows are to refer to.
   *
   * @param options `withParent`: the parents are made by the same transaction; `stored`: the rows are there already, and what
   * they refer to need not be seen by the actor, who did not name it
   * @throws ValidationError `foreign_key` naming each reference that does not hold
   * @throws ForbiddenError if the actor may not change a parent
   */
  async hold(
    rows: readonly object[],
    locOf: LocOf,
    { withParent = false, stored = false } = {},
  ): Promise<void> {
    const errors: FieldError[] = [];
    for (const { property, table } of this.#columns) {
      const isParent = property === this.#parent?.property;
      const ids = [...new Set(rows.flatMap((row) => ((row as Row)[property] as string | null) ?? []))];
      if (ids.length === 0 || (isParent && withParent)) {
        continue;
      }
      const held = await this.#held(table, ids, { isParent, stored });
      rows.forEach((row, i) => {
        const id = (row as Row)[property];
        if (isGiven(id) && !held.has(id)) {
          const msg = 'The referenced resource does not exist';
          errors.push({ loc: [...locOf(i), property], msg, type: 'foreign_key' });
        }
      });
    }
    if (errors.length > 0) {
      throw new ValidationError(errors);
    }
  }

  /** Locks what rows refer to that come back. @throws ValidationError `foreign_key` naming what was deleted meanwhile */
  async holdStored(ids: readonly string[], locOf: LocOf): Promise<void> {
    if (!this.exist || ids.length === 0) {
      return;
    }
    const { table } = this.of;
    const values = new SqlValues();
    const list = this.#columns.map(
      ({ property }) => `${table.columns.get(property)!.sql} as ${quote(property)}`,
    );
    const text = `select ${list.join(', ')} from ${table.sql} where ${values.oneOf('"id"', ids, 'uuid')} order by "id"`;
    await this.hold(await this.database.query<Row>(text, values.all), locOf, { stored: true });
  }

  /** Raises the versions of the parents of rows that have changed, and of theirs. @param parents their ids, besides those of the rows */
  async touchParents(rows: readonly object[], parents: readonly string[] = []): Promise<void> {
    if (!this.#parent) {
      return;
    }
    const { property, table } = this.#parent;
    const ids = new Set([...rows.map((row) => (row as Row)[property] as string), ...parents]);
    if (ids.size === 0) {
      return;
    }
    const other = this.scopes.ofTable(table).table as EntityTable<{ id: string }>;
    const values = new SqlValues();
    const text = `update ${other.sql} set ${touched(other.columns, values).join(', ')} where ${values.oneOf('"id"', [...ids].sort(), 'uuid')} returning ${other.list}`;
    const touchedRows = await this.database.query<Row>(text, values.all);
    const raised = touchedRows.map(other.read);
    await new ManagedEntities(other, this.database).refresh(raised);
    this.#ofParent ??= new References(this.scopes.ofTable(table), this.scopes, this.database);
    await this.#ofParent.touchParents(raised);
  }

  /** The parents of rows, as they are stored, by the ids of the rows. */
  async parentsOf(ids: readonly string[]): Promise<Map<string, string>> {
    const { table } = this.of;
    const column = table.columns.get(this.#parent!.property)!;
    const values = new SqlValues();
    const text = `select "id", ${column.sql} as parent from ${table.sql} where ${values.oneOf('"id"', ids, 'uuid')}`;
    const rows = await this.database.query<{ id: string; parent: string }>(text, values.all);
    return new Map(rows.map(({ id, parent }) => [id, parent]));
  }

  /** The property that refers to the parent; undefined if there is none. */
  get parent(): string | undefined {
    return this.#parent?.property;
  }

  /** What the parent calls these rows; undefined if there is none. */
  get partsName(): string | undefined {
    return this.#parent?.as;
  }

  /** @returns those of these rows that may be referred to, locked; parents so that their versions can rise */
  async #held(
    table: string,
    ids: readonly string[],
    { isParent, stored }: { isParent: boolean; stored: boolean },
  ): Promise<Set<string>> {
    if (!stored) {
      return isParent ? this.#holdParents(table, ids) : this.#seen(table, ids, 'share');
    }
    return this.#locked(table, ids, [this.scopes.ofTable(table).live], isParent ? 'no key update' : 'share');
  }

  /** @returns the parents that the actor sees, locked. @throws ForbiddenError if one of them is not to be changed */
  async #holdParents(table: string, ids: readonly string[]): Promise<Set<string>> {
    const seen = await this.#seen(table, ids, 'no key update');
    const may = this.scopes.ofTable(table).mayBe('update');
    if (may !== true && (await this.#seen(table, [...seen], undefined, may)).size < seen.size) {
      throw new ForbiddenError();
    }
    return seen;
  }

  async #seen(
    table: string,
    ids: readonly string[],
    lock?: Lock,
    may: Condition<object> = true,
  ): Promise<Set<string>> {
    return this.#locked(table, ids, [...(await this.scopes.ofTable(table).of()), may], lock);
  }

  async #locked(table: string, ids: readonly string[], scope: Scope, lock?: Lock): Promise<Set<string>> {
    const other = this.scopes.ofTable(table);
    const values = new SqlValues();
    const scoped = other.sql(scope, values);
    const text =
      `select "id" from ${other.table.sql} where ${scoped} and ${values.oneOf('"id"', ids, 'uuid')}` +
      ` order by "id"${lock ? ` for ${lock}` : ''}`;
    const rows = await this.database.query<{ id: string }>(text, values.all);
    return new Set(rows.map(({ id }) => id));
  }
}

function isGiven(id: unknown): id is string {
  return id !== null && id !== undefined;
}
