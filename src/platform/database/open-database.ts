import { MikroORM } from '@mikro-orm/core';
import type { Config } from '../config/config.js';
import { lockDirectory } from './directory-lock.js';
import { ormOptions } from './orm-options.js';
import { parseTime } from './parse-time.js';

/** An open database and the way to close it. Also the token under which the application has it. */
export abstract class OpenDatabase {
  abstract readonly orm: MikroORM;
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
    const orm = await MikroORM.init(await ormOptions(config));
    // MikroORM's own reading gives numbers, or nothing that JSON can write, for times that `Date` cannot hold.
    orm.em.getPlatform().parseDate = (value) => parseTime(String(value));
    return {
      orm,
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
