import { MikroORM } from '@mikro-orm/core';
import type { AbstractSqlPlatform } from '@mikro-orm/sql';
import type { Pool } from 'pg';
import type { Config } from '../config/config.js';
import { rootOf } from './database-errors.js';
import { lockDirectory } from './directory-lock.js';
import { ormOptions, serverOf } from './orm-options.js';
import { SessionSettingsError } from './connection/session-settings.js';
import { parseTime } from './parse-time.js';

/** An open database and the way to close it. Also the token under which the application has it. */
export abstract class OpenDatabase {
  abstract readonly orm: MikroORM;
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
 * @throws DirectoryLockedError if another process uses the embedded database
 */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  const unlock = config.DATABASE_URL ? undefined : await lockDirectory(config.DATABASE_DIR);
  try {
    const server = serverOf(config);
    const orm = await MikroORM.init(await ormOptions(config, server));
    // MikroORM's own reading gives numbers, or nothing that JSON can write, for times that `Date` cannot hold.
    orm.em.getPlatform().parseDate = (value) => parseTime(String(value));
    // No database is made here, and a pooler may have a name of its own for one that is there.
    (orm.em.getPlatform() as AbstractSqlPlatform).getSchemaHelper()!.databaseExists = () =>
      Promise.resolve(true);
    return {
      orm,
      check: async () => {
        if (server) await connectOnce(orm);
        return server?.settings.differences ?? [];
      },
      close: async () => {
        await orm.close(true);
        await unlock?.();
      },
    };
  } catch (error) {
    await unlock?.();
    throw error;
  }
}

/** A database that is away is no reason not to start: it is waited for. A refused option is left out at the second try. */
async function connectOnce(orm: MikroORM): Promise<void> {
  const pool = (await orm.em.getDriver().getConnection().getNativeClient()) as Pool;
  for (let attempt = 1; attempt <= 2; attempt++) {
    try {
      (await pool.connect()).release();
      return;
    } catch (error) {
      if (error instanceof SessionSettingsError) throw error;
      if (rootOf(error).code !== '08P01') return;
    }
  }
}
