import type { MikroORM } from '@mikro-orm/core';
import type { Migrator } from '@mikro-orm/migrations';
import type { AbstractSqlConnection } from '@mikro-orm/sql';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config/config.js';
import { withMigrationLock } from './migration-lock.js';
import { openDatabase } from './open-database.js';
import { runMigrations } from './run-migrations.js';

const DIRECTORY = path.resolve(import.meta.dirname, '../../../migrations');

/** Runs one statement without values. */
export type Query = <R extends object>(text: string) => Promise<R[]>;

/** The names of the migrations that this database has not seen, in order. Reads only; cheap enough for readiness. */
export async function pendingMigrations(orm: MikroORM, query = queryOf(orm)): Promise<string[]> {
  const [files, executed] = await Promise.all([migrationNames(), executedMigrations(query)]);
  return files.filter((name) => !executed.has(name));
}

/**
 * The names of the migrations that this database has seen and this code has not, in order: a newer version migrated it.
 * That is no fault while versions change over, but has to be said.
 */
export async function unknownMigrations(orm: MikroORM, query = queryOf(orm)): Promise<string[]> {
  const [files, executed] = await Promise.all([migrationNames(), executedMigrations(query)]);
  return [...executed].filter((name) => !files.includes(name)).sort();
}

/** Statements on the ORM's own connections. */
function queryOf(orm: MikroORM): Query {
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  return <R extends object>(text: string) => connection.execute<R[]>(text);
}

async function migrationNames(): Promise<string[]> {
  const files = await readdir(DIRECTORY);
  return files
    .filter((file) => /^Migration\w+\.(ts|js)$/.test(file))
    .map((file) => path.parse(file).name)
    .sort();
}

async function executedMigrations(query: Query): Promise<Set<string>> {
  const [table] = await query<{ present: boolean }>(
    `select to_regclass('migrations') is not null as present`,
  );
  const rows = table?.present ? await query<{ name: string }>('select name from migrations') : [];
  return new Set(rows.map(({ name }) => name));
}

/**
 * Brings the database up to date, by way of `DATABASE_MIGRATION_URL`. Safe when several processes start at once: one
 * migrates, the others wait for it. The limits of time for statements and locks do not hold for migrations.
 *
 * @returns the names of the migrations that ran here
 */
export async function migrate(orm: MikroORM, config: Config): Promise<string[]> {
  if (!config.DATABASE_URL) {
    await ensureSchema(orm, config.DATABASE_SCHEMA);
    return runMigrations(orm.migrator as Migrator);
  }
  const isDone = async () => (await pendingMigrations(orm)).length === 0;
  return (await withMigrationLock(config, isDone, () => upWithoutLimits(config))) ?? [];
}

/** Undoes the latest migration. @returns its name, in a list that is empty when there was none */
export async function undoMigration(config: Config): Promise<string[]> {
  const down = () =>
    withoutTimeLimits(config, async (migrator) => (await migrator.down()).map(({ name }) => name));
  return config.DATABASE_URL ? (await withMigrationLock(config, () => false, down))! : down();
}

async function upWithoutLimits(config: Config): Promise<string[]> {
  return withoutTimeLimits(config, runMigrations);
}

/** Makes the schema of all tables when there is none; to make one takes a right that to use it does not. */
async function ensureSchema(orm: MikroORM, schema: string): Promise<void> {
  const query = queryOf(orm);
  const [found] = await query<{ present: boolean }>(
    `select to_regnamespace('${schema}') is not null as present`,
  );
  if (!found?.present) {
    await query(`create schema if not exists ${schema}`);
  }
}

/**
 * Opens the database once more, by way of `DATABASE_MIGRATION_URL` and without limits of time, for work on the schema;
 * closes it afterwards.
 */
export async function withoutTimeLimits<T>(
  config: Config,
  work: (migrator: Migrator) => Promise<T>,
): Promise<T> {
  const { orm, close } = await openDatabase({
    ...config,
    DATABASE_URL: config.DATABASE_URL && (config.DATABASE_MIGRATION_URL ?? config.DATABASE_URL),
    DATABASE_REPLICA_URLS: [],
    STATEMENT_TIMEOUT_MS: 0,
    LOCK_TIMEOUT_MS: 0,
    IDLE_IN_TRANSACTION_TIMEOUT_MS: 0,
  });
  try {
    await ensureSchema(orm, config.DATABASE_SCHEMA);
    return await work(orm.migrator as Migrator);
  } finally {
    await close();
  }
}
