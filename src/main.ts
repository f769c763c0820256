import 'reflect-metadata';
import { createApp } from './app.js';
import { banner } from './banner.js';
import { loadConfig } from './config/load-config.js';

async function start(): Promise<void> {
  const config = loadConfig();
  const app = await createApp(config);
  app.enableShutdownHooks();
  await app.listen(config.PORT, config.HOST);
  process.stdout.write(banner(config));
}

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
