import type { MikroORM } from '@mikro-orm/core';
import { type Migration, MigrationRunner, type Migrator } from '@mikro-orm/migrations';
import type { AbstractSqlDriver } from '@mikro-orm/sql';
import { pathToFileURL } from 'node:url';
import { differenceBetween, schemaLines } from './schema-lines.js';

type MigrationClass = new (...args: ConstructorParameters<typeof Migration>) => Migration;

/**
 * Runs a migration up, down, up and down again, and compares what it makes of the database with what the entities say
 * and with what was there before.
 *
 * @param orm opened on a database in which every migration before this one has run; it is left as it was
 * @param file the TypeScript of the migration; only its types are taken off, as Node does by itself
 * @throws Error saying which step failed, and how
 */
export async function tryMigration(orm: MikroORM, file: string): Promise<void> {
  const migrator = orm.migrator as Migrator;
  const driver = orm.em.getDriver() as AbstractSqlDriver;
  const [Class] = Object.values((await import(pathToFileURL(file).href)) as Record<string, MigrationClass>);
  const migration = new Class!(driver, orm.config);
  const runner = new MigrationRunner(driver, orm.config.get('migrations'), orm.config);
  const run = async (method: 'up' | 'down'): Promise<void> => {
    try {
      await runner.run(migration, method);
    } catch (error) {
      throw new Error(`${method}() failed: ${(error as Error).message}`, { cause: error });
    }
  };

  const before = await schemaLines(driver);
  await run('up');
  if (await migrator.checkSchema()) {
    throw new Error('After up() the database is not what the entities say.');
  }
  const after = await schemaLines(driver);
  await run('down');
  const left = differenceBetween(before, await schemaLines(driver));
  if (left) {
    throw new Error(`After down() the database is not what it was before up(): ${left}`);
  }
  await run('up');
  const changed = differenceBetween(after, await schemaLines(driver));
  if (changed) {
    throw new Error(`After up(), down() and up() again the database is another one: ${changed}`);
  }
  await run('down');
}
