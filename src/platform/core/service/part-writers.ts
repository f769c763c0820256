import type { EntityManager } from '@mikro-orm/core';
import { StartError } from '../../errors/start-error.js';
import { parentOf } from '../entity/parent.js';

/** Creates rows that are a part of another one: the `Writes` of their entity, with the rules of their service. */
interface PartWriter {
  createMany(rows: readonly object[], options: { withParent: true }): Promise<unknown>;
}

const all = new WeakMap<object, Map<string, PartWriter[]>>();

/**
 * Who makes the parts of rows. The service of an order finds the one of its lines here, by what the lines say of their
 * parent, and need not know it: so the service of the lines may know that of the order.
 */
export class PartWriters {
  readonly #writers: Map<string, PartWriter[]>;

  private constructor(
    private readonly em: EntityManager,
    config: object,
  ) {
    this.#writers = all.get(config) ?? new Map<string, PartWriter[]>();
    all.set(config, this.#writers);
  }

  /** Those of the database that an EntityManager is of. */
  static of(em: EntityManager): PartWriters {
    return new PartWriters(em, em.config);
  }

  /** Notes who makes the rows of an entity, if they are a part of others. */
  add(entity: object, writer: PartWriter): void {
    const parent = parentOf(entity);
    if (parent) {
      const key = `${parent.table}.${parent.as}`;
      this.#writers.set(key, [...(this.#writers.get(key) ?? []), writer]);
    }
  }

  /** Creates the parts of a row, in the transaction that has made it. @param as what the row calls them */
  async create(entity: new () => object, id: string, as: string, rows: readonly object[]): Promise<void> {
    const writer = this.check(entity, as);
    const { property } = this.#parentIn(entity, as)!;
    await writer.createMany(
      rows.map((row) => ({ ...row, [property]: id })),
      { withParent: true },
    );
  }

  /** @throws StartError if no service makes these parts, or several do */
  check(entity: new () => object, as: string): PartWriter {
    const writers = this.#writers.get(`${this.#tableOf(entity)}.${as}`) ?? [];
    if (writers.length !== 1) {
      throw new StartError(
        writers.length === 0
          ? `${entity.name} has no parts named ${as}: it needs an entity with @Parent('${this.#tableOf(entity)}', { as: '${as}' }), and a service with its Writes, whose module the application imports`
          : `The ${as} of ${entity.name} have several services with Writes, so nobody knows whose rules hold. Let one of them ask the other`,
      );
    }
    return writers[0]!;
  }

  #parentIn(entity: new () => object, as: string) {
    const table = this.#tableOf(entity);
    return [...this.em.getMetadata().getAll().values()]
      .map((meta) => parentOf(meta.class))
      .find((parent) => parent?.table === table && parent.as === as);
  }

  #tableOf(entity: new () => object): string {
    return this.em.getMetadata().get(entity).tableName;
  }
}
