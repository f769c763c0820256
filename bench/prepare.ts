import { type Account, Api } from './api.js';
import type { BenchDatabase } from './database.js';
import type { Options } from './options.js';
import { progress } from './progress.js';
import { seed } from './seed.js';
import { startToMigrate } from './servers.js';
import { makeTables, seedShop } from './shop/seed.js';

/** Migrates, makes the users, and fills the tables. */
export async function prepare(options: Options, database: BenchDatabase): Promise<Account> {
  progress(`preparing ${options.rows} rows on ${database.version}`);
  const first = await startToMigrate(options, database);
  const account = await makeAccount(new Api(first.url)).finally(() => first.stop());
  await makeTables(database.env);
  await database.use(async (execute) => {
    await seed(execute, options.rows, account.id);
    await seedShop(execute, options.rows, account.id);
  });
  return account;
}

async function makeAccount(api: Api): Promise<Account> {
  return { ...(await api.register('bench')), visitor: await api.register('visitor') };
}
