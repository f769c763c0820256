import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { createApp } from '../app.js';
import { readArguments } from '../platform/cli/arguments.js';
import { loadConfig } from '../platform/config/load-config.js';
import { withScratchDatabase } from '../platform/cli/scratch-database.js';
import { runCommand } from './run-command.js';

const USAGE = `Usage: npm run openapi
Writes openapi.json from the code, whatever the configuration.`;

/**
 * Writes openapi.json: what the application itself serves at `/docs-json`. The environment is left out, since the
 * document depends on the code alone.
 */
await runCommand(async () => {
  readArguments(USAGE);
  await withScratchDatabase(loadConfig({ LOG_LEVEL: 'error' }), async (config) => {
    const app = await createApp(config);
    try {
      const { body } = await app.inject({ url: '/docs-json' });
      await writeFile('openapi.json', body);
    } finally {
      await app.close();
    }
  });
});
