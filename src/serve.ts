import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { createApp } from './app.js';
import { banner, databaseName } from './platform/start/banner.js';
import { warningsOf } from './platform/config/config-summary.js';
import type { Config } from './platform/config/config.js';
import { unknownKeys } from './platform/config/unknown-keys.js';
import { loadConfig } from './platform/config/load-config.js';
import { exitOnUncaughtErrors, stopOnSignals } from './platform/start/shutdown.js';
import { watchEventLoop } from './platform/start/watchdog.js';
import { startFailure } from './platform/start/start-failure.js';

/** What there is of the server so far. */
const started: { config?: Config; app?: NestFastifyApplication } = {};

async function start(): Promise<void> {
  const config = loadConfig();
  started.config = config;
  stopOnSignals(() => started.app, config);
  exitOnUncaughtErrors();
  const app = await createApp(config);
  started.app = app;
  await app.listen(config.PORT, config.HOST);
  if (!config.DATABASE_URL) {
    watchEventLoop(config.STATEMENT_TIMEOUT_MS);
  }
  announce(config, (app.getHttpServer().address() as AddressInfo).port);
}

/** Tells that the server listens: people by a banner; in production, where a program reads the log, by a line of it. */
function announce(config: Config, port: number): void {
  const logger = new Logger('Start');
  if (config.NODE_ENV === 'production') {
    logger.log({ host: config.HOST, port, database: databaseName(config) }, `${config.APP_NAME} is ready`);
  } else {
    process.stdout.write(banner(config, port));
  }
  for (const warning of [...warningsOf(config), ...unknownKeys(Object.keys(config))]) logger.warn(warning);
}

start().catch((error: unknown) => {
  process.stderr.write(`${startFailure(error, started.config)}\n`);
  process.exit(1);
});
