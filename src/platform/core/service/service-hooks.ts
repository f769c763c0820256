import type { UpsertResult } from '../repository/bulk-writer.js';

/**
 * The places where a feature adds to the writes that every entity has: override what you need. Hooks run inside the
 * write's transaction, so a throw undoes it; for effects outside of the database see `Database.afterCommit`.
 */
export abstract class ServiceHooks<T, Create, Update> {
  /** Whether the feature overrides any hook. */
  protected readonly hasHooks: boolean = HOOKS.some((hook) => this[hook] !== ServiceHooks.prototype[hook]);

  /** Before a row is inserted. @returns what to insert */
  beforeCreate(data: Create): Promise<Create> {
    return Promise.resolve(data);
  }

  async afterCreate(_row: T): Promise<void> {}

  /** Before a row is changed. @returns what to change */
  beforeUpdate(_row: T, changes: Update): Promise<Update> {
    return Promise.resolve(changes);
  }

  /** After a row was changed; not called when nothing differed. */
  async afterUpdate(_row: T, _before: T): Promise<void> {}

  async afterUpsert(_result: UpsertResult<T>): Promise<void> {}

  async beforeDelete(_row: T): Promise<void> {}

  async afterDelete(_row: T): Promise<void> {}

  async beforeRestore(_row: T): Promise<void> {}

  async afterRestore(_row: T): Promise<void> {}
}

const HOOKS = [
  'beforeCreate',
  'afterCreate',
  'beforeUpdate',
  'afterUpdate',
  'afterUpsert',
  'beforeDelete',
  'afterDelete',
  'beforeRestore',
  'afterRestore',
] as const;
