import 'reflect-metadata';
import { loadConfig } from '../../dist/src/platform/config/load-config.js';
import { makeTemplate } from '../../dist/test/support/test-database.js';

await makeTemplate(loadConfig({ NODE_ENV: 'test', DATABASE_URL: process.env.DATABASE_URL }));
