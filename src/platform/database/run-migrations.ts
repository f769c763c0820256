import type { Migrator } from '@mikro-orm/migrations';

/** A migration did not run on this database; the database's own error is the cause. */
export class MigrationFailedError extends Error {
  constructor(
    readonly migration: string,
    cause: unknown,
  ) {
    super(`The migration ${migration} failed`, { cause });
    this.name = 'MigrationFailedError';
  }
}

/**
 * Runs all pending migrations.
 *
 * @returns their names
 * @throws MigrationFailedError that names the one that failed; all of them are undone then
 */
export async function runMigrations(migrator: Migrator): Promise<string[]> {
  let current: string | undefined;
  migrator.on('migrating', ({ name }) => {
    current = name;
  });
  try {
    return (await migrator.up()).map(({ name }) => name);
  } catch (error) {
    throw current ? new MigrationFailedError(current, error) : error;
  }
}
