import type { ClientBase, Pool, PoolConfig } from 'pg';
import type { Config } from '../../config/config.js';
import { closeWhenSilent } from './close-when-silent.js';
import { renewWhenReadOnly } from './renew-when-read-only.js';
import { sessionClient } from './session-client.js';
import { SessionSettings } from './session-settings.js';
import { StatementNames } from './statement-names.js';

/** Part of a connection's lifetime by which it may differ, so that not all of a pool end at once. */
const JITTER = 0.2;

/** How a pool reaches a server, and the settings that its sessions have. */
export interface PoolOptions {
  options: Omit<PoolConfig, 'onConnect'> & { onConnect: (client: ClientBase) => Promise<void> };
  settings: SessionSettings;
}

/**
 * The options of a `pg.Pool`.
 *
 * @param url where the server is
 * @param watch sees the text of each statement before it is sent
 */
export function poolOptions(url: string, config: Config, watch?: (text: string) => void): PoolOptions {
  const settings = new SessionSettings(config);
  const names = config.DATABASE_PREPARED_STATEMENTS ? new StatementNames() : undefined;
  return {
    settings,
    options: {
      connectionString: url,
      max: config.DATABASE_POOL_MAX,
      connectionTimeoutMillis: config.DATABASE_CONNECT_TIMEOUT_MS,
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      application_name: 'strata',
      Client: sessionClient({ settings, names, watch }),
      onConnect: (client: ClientBase) => settings.check(client),
    },
  };
}

/** What a pool needs once it is made: limits for silence and lifetime, and an end for connections to a former primary. */
export function tendPool(pool: Pool, config: Config): void {
  closeWhenSilent(pool, config.STATEMENT_TIMEOUT_MS);
  renewWhenReadOnly(pool);
  const lifetime = config.DATABASE_CONNECTION_LIFETIME_SECONDS;
  Object.defineProperty(pool.options, 'maxLifetimeSeconds', {
    get: () => lifetime * (1 + JITTER * (2 * Math.random() - 1)),
  });
}
