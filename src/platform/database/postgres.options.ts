import type { Options } from '@mikro-orm/core';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import type { Pool, PoolConfig } from 'pg';
import type { Config } from '../config/config.js';
import { closeWhenSilent } from './close-when-silent.js';
import { PreparingClient } from './preparing-client.js';

/** Limits that the server itself keeps, for every connection of the pool. */
function sessionSettings(config: Config): string {
  const settings = {
    timezone: 'UTC',
    statement_timeout: config.STATEMENT_TIMEOUT_MS,
    lock_timeout: config.LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: config.IDLE_IN_TRANSACTION_TIMEOUT_MS,
  };
  return Object.entries(settings)
    .map(([key, value]) => `-c ${key}=${value}`)
    .join(' ');
}

/** How to reach a real PostgreSQL: one pool for the primary, one for each read replica. */
export function postgresOptions(config: Config): Partial<Options> {
  const poolOptions = (url: string): PoolConfig & { onPoolCreated: (pool: Pool) => void } => ({
    connectionString: url,
    max: config.DATABASE_POOL_MAX,
    connectionTimeoutMillis: config.DATABASE_CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    application_name: 'strata',
    options: sessionSettings(config),
    onPoolCreated: (pool) => closeWhenSilent(pool, config.STATEMENT_TIMEOUT_MS),
    ...(config.DATABASE_PREPARED_STATEMENTS && { Client: PreparingClient }),
  });
  return {
    driver: PostgreSqlDriver,
    clientUrl: config.DATABASE_URL,
    driverOptions: poolOptions(config.DATABASE_URL!),
    replicas: config.DATABASE_REPLICA_URLS.map((url) => ({
      clientUrl: url,
      driverOptions: poolOptions(url),
    })),
  };
}
