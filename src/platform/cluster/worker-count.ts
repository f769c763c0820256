import type { Config } from '../config/config.js';

/** How many processes serve: `WORKERS`, but one on the embedded database, which takes no second one. */
export function workerCount({ WORKERS, DATABASE_URL }: Pick<Config, 'WORKERS' | 'DATABASE_URL'>): number {
  return DATABASE_URL ? WORKERS : 1;
}
