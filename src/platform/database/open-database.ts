import { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection, AbstractSqlPlatform } from '@mikro-orm/sql';
import type { Pool } from 'pg';
import type { Config } from '../config/config.js';
import { isUnavailable, rootOf } from './database-errors.js';
import { Replicas } from './replicas/replicas.js';
import { damagedDirectory, takeDirectory } from './embedded-directory.js';
import { type OrmAdditions, ormOptions, serverOf } from './orm-options.js';
import { Probe } from './connection/probe.js';
import { SessionSettingsError } from './connection/session-requirements.js';
import { parseTime } from './parse-time.js';

/** An open database and the way to close it. Also the token under which the application has it. */
export abstract class OpenDatabase {
  abstract readonly orm: MikroORM;
  /** A connection of its own for questions about the server; undefined for the embedded database. */
  abstract readonly probe?: Probe;
  /** The read replicas, if there are any. */
  abstract readonly replicas?: Replicas;
  /**
   * Makes a first connection if the database is there.
   *
   * @returns what the database holds otherwise than it was asked for
   * @throws SessionSettingsError if it is not safe to go on
   */
  abstract readonly check: () => Promise<readonly string[]>;
  abstract readonly close: () => Promise<void>;
}

/**
 * Opens the database that the configuration names. The connections of a PostgreSQL pool are made when they are first
 * needed; the embedded database is started here and locked against other processes.
 *
 * @param further what MikroORM is told besides
 * @throws StartError if the embedded database cannot be opened, or another process uses it
 */
export async function openDatabase(config: Config, further?: OrmAdditions): Promise<OpenDatabase> {
  const unlock = config.DATABASE_URL ? undefined : await takeDirectory(config.DATABASE_DIR);
  try {
    const server = serverOf(config);
    const orm = await MikroORM.init(await ormOptions(config, server, further));
    adapt(orm, config);
    if (!server) {
      await startEmbedded(orm, config.DATABASE_DIR);
    }
    const probe = config.DATABASE_URL ? new Probe(config.DATABASE_URL, config) : undefined;
    const { types } = server ? (await poolOf(orm)).options : {};
    const replicas =
      probe && config.DATABASE_REPLICA_URLS.length > 0 ? new Replicas(config, probe, types) : undefined;
    return {
      orm,
      probe,
      replicas,
      check: async () => {
        if (server) await connectOnce(await poolOf(orm));
        return server?.settings.differences ?? [];
      },
      close: async () => {
        await replicas?.close();
        await probe?.close();
        await orm.close(true);
        await unlock?.();
      },
    };
  } catch (error) {
    await unlock?.();
    throw error;
  }
}

/** The pool of the primary, without a connection yet. */
async function poolOf(orm: MikroORM): Promise<Pool> {
  return (await orm.em.getDriver().getConnection().getNativeClient()) as Pool;
}

/** Waiting helps against neither a wrong password nor a database that was never made or takes no connections. */
const LASTING = /^(28...|3D000|55000|42501)$/;

/** Whether it does not help to wait: the database refuses us, or a certificate or its file is wrong. */
function isLasting(error: unknown): boolean {
  const root = rootOf(error) as Error & { code?: string; syscall?: string };
  const isOfNetwork = root.syscall === 'connect' || root instanceof AggregateError;
  return LASTING.test(root.code ?? '') || !(isOfNetwork || isUnavailable(error));
}

/** A database that is away is no reason not to start: it is waited for. A refused option is left out at the second try. */
async function connectOnce(pool: Pool): Promise<void> {
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      (await pool.connect()).release();
      return;
    } catch (error) {
      if (error instanceof SessionSettingsError || isLasting(error)) throw error;
      if (rootOf(error).code !== '08P01') return;
    }
  }
}

/** What MikroORM has no options for. */
function adapt(orm: MikroORM, { DATABASE_SCHEMA }: Config): void {
  const platform = orm.em.getPlatform() as AbstractSqlPlatform;
  // Its own reading gives numbers, or nothing that JSON can write, for times that `Date` cannot hold.
  platform.parseDate = (value) => parseTime(String(value));
  // Names in migrations stay without a schema, and so fit any.
  platform.getDefaultSchemaName = () => DATABASE_SCHEMA;
  // No database is made here, and a pooler may have a name of its own for one that is there.
  platform.getSchemaHelper()!.databaseExists = () => Promise.resolve(true);
}

async function startEmbedded(orm: MikroORM, directory: string): Promise<void> {
  try {
    await (orm.em.getDriver().getConnection() as AbstractSqlConnection).execute('select 1');
  } catch (error) {
    throw damagedDirectory(directory, error);
  }
}
