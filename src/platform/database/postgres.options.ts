import type { Options } from '@mikro-orm/core';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { Pool, PoolConfig } from 'pg';
import type { Config } from '../config/config.js';
import { type PoolOptions, tendPool } from './connection/pool-options.js';

/** How MikroORM reaches a real PostgreSQL: one pool for the primary. Replicas are the business of `Database`. */
export function postgresOptions(config: Config, { options }: PoolOptions): Partial<Options> {
  const driverOptions: PoolConfig & { onPoolCreated: (pool: Pool) => void } = {
    ...options,
    onPoolCreated: (pool) => tendPool(pool, config),
  };
  return { driver: PostgreSqlDriver, clientUrl: config.DATABASE_URL, driverOptions };
}
