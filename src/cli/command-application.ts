import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../app.module.js';
import { loadConfig } from '../platform/config/load-config.js';
import { aboutNewDatabase } from '../platform/database/embedded-directory.js';
import { migrate } from '../platform/database/migrations.js';
import { openDatabase } from '../platform/database/open-database.js';
import { createLogger } from '../platform/logging/create-logger.js';
import { nestLogger } from '../platform/logging/nest-logger.js';

/**
 * The application without a server, for a command: its database is migrated if configured so, and only errors are logged,
 * to standard error.
 *
 * @param work what the command does with it; the application is closed afterwards
 */
export async function withApplication<T>(work: (app: INestApplicationContext) => Promise<T>): Promise<T> {
  const config = loadConfig();
  const news = await aboutNewDatabase(config);
  if (news) {
    process.stderr.write(`${news}\n`);
  }
  const database = await openDatabase(config);
  if (config.MIGRATE_ON_START) {
    await migrate(database.orm, config);
  }
  const logger = await createLogger({ ...config, LOG_LEVEL: 'error' }, process.stderr);
  const app = await NestFactory.createApplicationContext(AppModule.forRoot(config, database, logger), {
    logger: nestLogger(logger),
    abortOnError: false,
  });
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}
