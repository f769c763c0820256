import type { MikroORM } from '@mikro-orm/core';
import type { Migrator } from '@mikro-orm/migrations';
import type { AbstractSqlDriver } from '@mikro-orm/sql';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MigrationGenerator, type Statements } from '../database/migration-generator.js';
import {
  type ChangedColumns,
  changedColumns,
  type Renamed,
  renamedColumns,
  warningsAbout,
} from './changed-columns.js';
import { writeFormatted } from './format.js';
import { tryMigration } from './try-migration.js';

/** A migration that was written. */
export interface WrittenMigration {
  file: string;
  /** What may surprise where the tables have rows. */
  warnings: string[];
}

/** What the migration is written from, and where to. */
export interface MigrationRequest {
  /** Opened on a database in which every migration so far has run; it is left as it was. */
  orm: MikroORM;
  directory: string;
  /** What the migration does, in snake_case. */
  name: string;
  /** Puts a question that is answered by yes or no; without it, no column counts as renamed. */
  ask?: (question: string) => Promise<boolean>;
}

/**
 * Writes the migration for what the entities say and the database has not, and runs it up, down and up again.
 *
 * @returns undefined if there is nothing to do
 * @throws Error if what was written does not do its work; the file is removed again
 */
export async function createMigration(request: MigrationRequest): Promise<WrittenMigration | undefined> {
  const { orm, directory, name, ask } = request;
  const changes = await changedColumns(orm);
  const renamed = ask ? await renamedColumns(changes, ask) : [];
  const statements = await statementsFor(orm, changes, renamed);
  if (statements.up.length === 0) {
    return undefined;
  }
  const generator = generatorOf(orm);
  await generator.readSearchIndexes();
  const migration = nameOf(name);
  const file = path.join(directory, `${migration}.ts`);
  await writeFormatted(file, generator.generateMigrationFile(migration, statements));
  try {
    await tryMigration(orm, file);
  } catch (error) {
    await rm(file);
    throw new Error(refusal(error, statements), { cause: error });
  }
  return { file, warnings: warningsAbout(changes, renamed) };
}

/** Writes a migration with nothing in it, to be filled in by hand; returns its file. */
export async function createBlankMigration(directory: string, name: string): Promise<string> {
  const migration = nameOf(name);
  const file = path.join(directory, `${migration}.ts`);
  await writeFormatted(file, blank(migration));
  return file;
}

/**
 * MikroORM takes a column that goes and one of the same type that comes for the same column, which gives old values a
 * new meaning. `extra`, of use to other databases only, tells the new ones apart; those that are renamed are so already.
 */
async function statementsFor(
  orm: MikroORM,
  changes: readonly ChangedColumns[],
  renamed: readonly Renamed[],
): Promise<Statements> {
  const renames = renamed.map(({ table, from, to }) => renaming(table, from, to));
  const returns = renamed.map(({ table, from, to }) => renaming(table, to, from)).reverse();
  const added = changes.flatMap(({ table, added }) =>
    added.filter(({ column }) => !renamed.some((known) => known.table === table && known.to === column)),
  );
  try {
    await execute(orm, renames);
    added.forEach(({ property }) => (property.extra = 'new'));
    const { up, down } = await differences(orm);
    return { up: [...renames, ...up], down: [...down, ...returns] };
  } finally {
    added.forEach(({ property }) => delete property.extra);
    await execute(orm, returns);
  }
}

/** MikroORM tells the statements only with a file, which nobody needs. */
async function differences(orm: MikroORM): Promise<Statements> {
  const draft = await mkdtemp(path.join(tmpdir(), 'strata-'));
  try {
    return (await (orm.migrator as Migrator).create(draft)).diff;
  } finally {
    await rm(draft, { recursive: true });
  }
}

function renaming(table: string, from: string, to: string): string {
  return `alter table "${table}" rename column "${from}" to "${to}";`;
}

async function execute(orm: MikroORM, statements: readonly string[]): Promise<void> {
  const driver = orm.em.getDriver() as AbstractSqlDriver;
  for (const statement of statements) {
    await driver.execute(statement);
  }
}

function generatorOf(orm: MikroORM): MigrationGenerator {
  return new MigrationGenerator(
    orm.em.getDriver() as AbstractSqlDriver,
    orm.config.getNamingStrategy(),
    orm.config.get('migrations'),
  );
}

/** `Migration20250131120000_add_items`, of the present time. */
function nameOf(what: string): string {
  const timestamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  return `Migration${timestamp}_${what}`;
}

function refusal(error: unknown, { up, down }: Statements): string {
  const reason = error instanceof Error ? error.message : String(error);
  return [
    `The migration that was written does not do its work, so no file is left of it. ${reason}`,
    'Correct the entity; or write the migration by hand: npm run migration:create -- --name <what_it_does> --blank. It said, up:',
    ...up.filter(Boolean),
    'and down:',
    ...down.filter(Boolean),
  ].join('\n');
}

function blank(migration: string): string {
  return `import { Migration } from '@mikro-orm/migrations';

export class ${migration} extends Migration {
  override name = '${migration}';

  override up(): void {
    // Statements in their order: this.addSql(\`update "items" set "quantity" = 0;\`);
  }

  override down(): void {
    // What undoes them, the last one first. Nothing, if nothing has to be undone.
  }
}
`;
}
