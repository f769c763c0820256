import 'reflect-metadata';
import { rm } from 'node:fs/promises';
import { readArguments, UsageError } from './arguments.js';
import type { Config } from '../config/config.js';
import { loadConfig } from '../config/load-config.js';
import { takeDirectory } from '../database/embedded-directory.js';
import { migrate } from '../database/migrations.js';
import { openDatabase } from '../database/open-database.js';
import { databaseName, placeOf } from '../start/banner.js';
import { startFailure } from '../start/start-failure.js';

const USAGE = `Usage: npm run db:reset [-- --yes]
Removes all data, and makes the tables anew. --yes is needed where the database is on another machine.`;

/** Hosts whose data is a developer's own. */
const LOCAL = /^(localhost|127\.\d+\.\d+\.\d+|::1|\/.*)$/;

/*
 * `npm run db:reset`: removes all tables of the application, and makes them anew by the migrations. Not in production, nor
 * while a server uses the embedded database; a server elsewhere needs `-- --yes`.
 */
const started: { config?: Config } = {};
try {
  const { values } = readArguments(USAGE, { options: { yes: { type: 'boolean', default: false } } });
  const config = loadConfig();
  started.config = config;
  const refusal = refusalOf(config, values.yes);
  if (refusal) {
    process.stderr.write(`${refusal}\n`);
    process.exitCode = 1;
  } else {
    await reset(config);
    process.stdout.write(`Emptied the ${databaseName(config)}, and made its tables anew.\n`);
  }
} catch (error) {
  process.stderr.write(
    `${error instanceof UsageError ? error.message : startFailure(error, started.config)}\n`,
  );
  process.exitCode = 1;
}

function refusalOf({ NODE_ENV, DATABASE_URL }: Config, yes: boolean): string | undefined {
  if (NODE_ENV === 'production') {
    return 'NODE_ENV is production, where no data is removed. To remove it all the same, drop the database.';
  }
  if (DATABASE_URL && !yes && !LOCAL.test(placeOf(DATABASE_URL).host)) {
    return 'DATABASE_URL leads to another machine. To remove its data, run: npm run db:reset -- --yes';
  }
  return undefined;
}

async function reset(config: Config): Promise<void> {
  if (config.DATABASE_URL) {
    await dropTables(config);
  } else {
    const giveBack = await takeDirectory(config.DATABASE_DIR);
    await rm(config.DATABASE_DIR, { recursive: true });
    await giveBack();
  }
  const { orm, close } = await openDatabase(config);
  await migrate(orm, config).finally(close);
}

async function dropTables(config: Config): Promise<void> {
  const { orm, close } = await openDatabase(config);
  await orm.schema.drop({ dropMigrationsTable: true }).finally(close);
}
