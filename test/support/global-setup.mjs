import 'reflect-metadata';
import { loadConfig } from '../../dist/src/config/load-config.js';
import { makeTemplate } from '../../dist/test/support/test-database.js';

/** Makes the migrated database that every test file copies, once per run. Jest cannot load this part from its sources. */
export default async function setup() {
  await makeTemplate(loadConfig({ NODE_ENV: 'test', DATABASE_URL: process.env.DATABASE_URL }));
}
