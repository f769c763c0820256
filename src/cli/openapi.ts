import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { createApp } from '../app.js';
import { loadConfig } from '../platform/config/load-config.js';
import { withScratchDatabase } from '../platform/cli/scratch-database.js';

/**
 * Writes openapi.json: what the application itself serves at `/docs-json`. The environment is left out, since the
 * document depends on the code alone.
 */
async function main(): Promise<void> {
  await withScratchDatabase(loadConfig({ LOG_LEVEL: 'error' }), async (config) => {
    const app = await createApp(config);
    try {
      const { body } = await app.inject({ url: '/docs-json' });
      await writeFile('openapi.json', body);
    } finally {
      await app.close();
    }
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
