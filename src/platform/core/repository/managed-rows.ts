import type { EntityManager, EntityProperty } from '@mikro-orm/core';
import { ReferenceKind, ScalarReference } from '@mikro-orm/core';
import type { Database } from '../../database/database.js';
import type { RowSets } from '../relations/row-sets.js';
import { idOf, isOwn, isReference } from './columns.js';
import type { EntityTable } from './entity-table.js';

type Row = Record<string, unknown>;

/**
 * Rows of entities that are more than their columns – hooks, subscribers, custom types, formulas, embeddables, getters.
 * Statements find them by their ids; MikroORM loads and writes them, so that all it promises of an entity holds.
 */
export class ManagedRows<T extends object> {
  /** @param sets that are read with the rows */
  constructor(
    private readonly table: EntityTable<T>,
    private readonly database: Database,
    private readonly sets?: RowSets,
  ) {}

  /** Whether MikroORM has to load the rows. */
  get loads(): boolean {
    return !this.table.plain || this.#listens(LOADING);
  }

  /** Whether MikroORM has to write the rows. */
  get writes(): boolean {
    return !this.table.plain || this.#listens(WRITING);
  }

  /** Whether MikroORM has to remove rows. */
  get removes(): boolean {
    return this.#listens(REMOVING);
  }

  /** Makes rows of what a statement gave: of all columns by itself, of ids by MikroORM. */
  async rows(raw: Row[]): Promise<T[]> {
    if (this.loads) {
      return this.load(raw.map(({ id }) => id as string));
    }
    return this.#attached(raw.map(this.table.read));
  }

  /** The rows with these ids, in their order, whoever sees them. */
  async load(ids: readonly string[]): Promise<T[]> {
    if (ids.length === 0) {
      return [];
    }
    const em = this.#fork();
    const found = await em.find<Row>(
      this.table.meta.class as never,
      { id: { $in: [...ids] } },
      { filters: false },
    );
    const byId = new Map(found.map((entity) => [entity.id, entity]));
    const rows = ids.flatMap((id) => {
      const entity = byId.get(id);
      return entity ? [this.#plain(entity)] : [];
    });
    return this.#attached(rows);
  }

  /** Creates rows in one flush. @returns their ids, in the order of the input */
  async insert(data: readonly object[]): Promise<string[]> {
    return this.database.transaction(async () => {
      const em = this.#fork();
      const entities = data.map((row) => em.create<Row>(this.table.meta.class as never, { ...row } as never));
      await em.persist(entities).flush();
      return entities.map(({ id }) => id as string);
    });
  }

  /** Changes rows, each in its own way, in one flush. @returns the ids of those that changed */
  async change(changes: ReadonlyMap<string, object>): Promise<string[]> {
    return this.database.transaction(async () => {
      const em = this.#fork();
      const ids = [...changes.keys()];
      const found = await em.find<Row>(
        this.table.meta.class as never,
        { id: { $in: ids } },
        { filters: false },
      );
      const before = new Map(found.map(({ id, version }) => [id, version]));
      for (const entity of found) {
        this.#assign(em, entity, given(changes.get(entity.id as string)!));
      }
      await em.flush();
      return found.filter(({ id, version }) => version !== before.get(id)).map(({ id }) => id as string);
    });
  }

  /** Removes rows for good, in one flush. */
  async remove(ids: readonly string[]): Promise<void> {
    const em = this.#fork();
    const found = await em.find<Row>(
      this.table.meta.class as never,
      { id: { $in: [...ids] } },
      { filters: false },
    );
    await em.remove(found).flush();
  }

  async #attached(rows: T[]): Promise<T[]> {
    if (this.sets && this.sets.sets.length > 0) {
      await this.sets.attach(rows);
    }
    return rows;
  }

  /** MikroORM's own `assign` would hold the values of custom types against the type of their column. */
  #assign(em: EntityManager, entity: Row, changes: Row): void {
    for (const [name, value] of Object.entries(changes)) {
      const prop = this.table.meta.properties[name as never] as EntityProperty | undefined;
      const isScalar = prop?.kind === ReferenceKind.SCALAR;
      if (isScalar && prop.ref) {
        entity[name] = new ScalarReference(value);
      } else if (isScalar && prop.customType && prop.runtimeType !== 'Date') {
        entity[name] = value;
      } else {
        em.assign(entity, { [name]: value } as never);
      }
    }
  }

  /** In a transaction, an EntityManager of that transaction; with nothing in it either way. */
  #fork(): EntityManager {
    return this.database.inTransaction
      ? this.database.em.fork({ keepTransactionContext: true })
      : this.database.fork();
  }

  #listens(events: readonly string[]): boolean {
    const manager = this.database.em.getEventManager();
    return events.some((event) => manager.hasListeners(event as never, this.table.meta as never));
  }

  /** An entity as a row: its columns and getters by name, references as ids, without lists of other rows. */
  #plain(entity: Row): T {
    const row: Row = {};
    for (const prop of this.table.meta.props) {
      if (isOfRow(prop)) {
        const value = entity[prop.name];
        row[prop.name] = isReference(prop) ? idOf(value) : unwrapped(value);
      }
    }
    return this.table.shape(row);
  }
}

const LOADING = ['onInit', 'onLoad'];
const FLUSHING = ['beforeFlush', 'onFlush', 'afterFlush'];
const WRITING = ['onInit', 'beforeCreate', 'afterCreate', 'beforeUpdate', 'afterUpdate', ...FLUSHING];
const REMOVING = ['beforeDelete', 'afterDelete', ...FLUSHING];

function given(changes: object): Row {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

/** The value of a property that is declared as `ref: true`. */
function unwrapped(value: unknown): unknown {
  return value instanceof ScalarReference ? value.unwrap() : value;
}

function isOfRow(prop: EntityProperty): boolean {
  const isStored = prop.persist !== false || !isReference(prop);
  return isOwn(prop) && isStored && !prop.lazy && !prop.embedded;
}
