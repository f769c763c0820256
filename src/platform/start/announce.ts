import { Logger } from '@nestjs/common';
import { workerCount } from '../cluster/worker-count.js';
import { warningsOf } from '../config/config-summary.js';
import type { Config } from '../config/config.js';
import { unknownKeys } from '../config/unknown-keys.js';
import { banner, databaseName } from './banner.js';

/** Tells that the server listens: people by a banner; in production, where a program reads the log, by a line of it. */
export function announce(config: Config, port: number): void {
  const logger = new Logger('Start');
  if (config.NODE_ENV === 'production') {
    const facts = { host: config.HOST, port, database: databaseName(config), workers: workerCount(config) };
    logger.log(facts, `${config.APP_NAME} is ready`);
  } else {
    process.stdout.write(banner(config, port));
  }
  for (const warning of [...warningsOf(config), ...unknownKeys(Object.keys(config))]) logger.warn(warning);
}
