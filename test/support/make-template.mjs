import 'reflect-metadata';
import { loadConfig } from '../../dist/src/platform/config/load-config.js';
import { makeTemplate } from '../../dist/test/support/test-database.js';

// Some tests are about the embedded database, wherever the others run.
for (const DATABASE_URL of new Set([undefined, process.env.DATABASE_URL])) {
  await makeTemplate(loadConfig({ NODE_ENV: 'test', DATABASE_URL }));
}
