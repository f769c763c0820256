import type { MikroORM } from '@mikro-orm/core';
import type { Migrator } from '@mikro-orm/migrations';
import type { AbstractSqlConnection } from '@mikro-orm/sql';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Config } from '../config/config.js';
import { openDatabase } from './open-database.js';

/** Any number that other users of the same database are unlikely to lock too: the bytes of "strata". */
const MIGRATION_LOCK = 0x737472617461;

const DIRECTORY = path.resolve(import.meta.dirname, '../../../migrations');

/** The names of the migrations that this database has not seen, in order. Reads only; cheap enough for readiness. */
export async function pendingMigrations(orm: MikroORM): Promise<string[]> {
  const [files, executed] = await Promise.all([migrationNames(), executedMigrations(orm)]);
  return files.filter((name) => !executed.has(name));
}

/**
 * The names of the migrations that this database has seen and this code has not, in order: a newer version migrated it.
 * That is no fault while versions change over, but has to be said.
 */
export async function unknownMigrations(orm: MikroORM): Promise<string[]> {
  const [files, executed] = await Promise.all([migrationNames(), executedMigrations(orm)]);
  return [...executed].filter((name) => !files.includes(name)).sort();
}

async function migrationNames(): Promise<string[]> {
  const files = await readdir(DIRECTORY);
  return files
    .filter((file) => /^Migration\w+\.(ts|js)$/.test(file))
    .map((file) => path.parse(file).name)
    .sort();
}

async function executedMigrations(orm: MikroORM): Promise<Set<string>> {
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  const [table] = await connection.execute<{ present: boolean }[]>(
    `select to_regclass('migrations') is not null as present`,
  );
  const rows = table?.present
    ? await connection.execute<{ name: string }[]>('select name from migrations')
    : [];
  return new Set(rows.map(({ name }) => name));
}

/**
 * Brings the database up to date. Safe when several processes start at once: one migrates, the others wait for it.
 * The limits of time for statements and locks do not hold for migrations.
 *
 * @returns the names of the migrations that ran here
 */
export async function migrate(orm: MikroORM, config: Config): Promise<string[]> {
  if (!config.DATABASE_URL) {
    return names(await (orm.migrator as Migrator).up());
  }
  if ((await pendingMigrations(orm)).length === 0) {
    return [];
  }
  const client = new pg.Client({ connectionString: config.DATABASE_URL });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    return await withoutTimeLimits(config, async (migrator) => names(await migrator.up()));
  } finally {
    await client.end();
  }
}

/** Opens the database once more, without limits of time, for work on the schema; closes it afterwards. */
export async function withoutTimeLimits<T>(
  config: Config,
  work: (migrator: Migrator) => Promise<T>,
): Promise<T> {
  const { orm, close } = await openDatabase({
    ...config,
    STATEMENT_TIMEOUT_MS: 0,
    LOCK_TIMEOUT_MS: 0,
    IDLE_IN_TRANSACTION_TIMEOUT_MS: 0,
  });
  try {
    return await work(orm.migrator as Migrator);
  } finally {
    await close();
  }
}

function names(migrations: { name: string }[]): string[] {
  return migrations.map(({ name }) => name);
}
