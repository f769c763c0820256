import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { type AppOptions, createApp } from './app.js';
import { configFor } from './platform/cluster/own-worker.js';
import type { Workers } from './platform/cluster/workers.js';
import type { Config } from './platform/config/config.js';
import { announce } from './platform/start/announce.js';
import { exitOnUncaughtErrors, stopOnSignals } from './platform/start/shutdown.js';
import { watchEventLoop } from './platform/start/watchdog.js';

/**
 * Serves in this process: the only one, or a worker of the first one, which tells what a single process tells itself.
 *
 * @param further what the application is made of besides: the benchmark's tables
 */
export async function serve(
  given: Config,
  workers: Workers,
  further: Pick<AppOptions, 'modules' | 'orm'> = {},
): Promise<void> {
  const started: { app?: NestFastifyApplication } = {};
  const config = configFor(workers, given);
  const stop = stopOnSignals(() => started.app, config);
  exitOnUncaughtErrors();
  if (!workers.role.prepares) {
    await workers.primary?.ask('is prepared');
  }
  const app = await createApp(config, { workers, ...further });
  started.app = app;
  await app.listen(config.PORT, config.HOST);
  const { port } = app.getHttpServer().address() as AddressInfo;
  if (workers.primary) {
    workers.primary.answer({ stop: () => stop('The first process stops') });
    await workers.primary.ask('serves', port);
    return;
  }
  if (!config.DATABASE_URL) {
    watchEventLoop(config.STATEMENT_TIMEOUT_MS);
  }
  announce(config, port);
}
