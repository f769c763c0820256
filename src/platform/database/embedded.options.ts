import type { Options } from '@mikro-orm/core';
import { CompiledQuery, type DatabaseConnection } from 'kysely';
import type { Config } from '../config/config.js';
import { refuseWhenFull } from './free-space.js';

/** PostgreSQL's number of the type bigint. PGlite makes numbers and BigInts of it; a server's driver leaves it text. */
const INT8 = 20;

/**
 * Its cache. PGlite fills all of it with zeros at each start: the usual 128 MB cost a third of the time until the database
 * answers, and 100 MB of memory, and make no query on 200,000 rows faster.
 */
const SHARED_BUFFERS = '16MB';

/** The embedded PostgreSQL (PGlite). Loaded only when it is used: a server with a `DATABASE_URL` never pays for it. */
export async function embeddedOptions(config: Config): Promise<Partial<Options>> {
  const [{ PgliteDriver }, { PGlite }, { pg_trgm }] = await Promise.all([
    import('@mikro-orm/pglite'),
    import('@electric-sql/pglite'),
    import('@electric-sql/pglite/contrib/pg_trgm'),
  ]);
  return {
    driver: PgliteDriver,
    dbName: config.DATABASE_DIR,
    onCreateConnection: async (made) => {
      const connection = made as DatabaseConnection;
      await connection.executeQuery(CompiledQuery.raw(`set search_path to ${config.DATABASE_SCHEMA}`));
      refuseWhenFull(connection, config.DATABASE_DIR);
    },
    driverOptions: {
      extensions: { pg_trgm },
      parsers: { [INT8]: (text: string) => text },
      startParams: [...PGlite.defaultStartParams, '-c', `shared_buffers=${SHARED_BUFFERS}`],
    },
  };
}
