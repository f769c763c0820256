import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Config } from '../config/config.js';

/** Any number that other users of the same database are unlikely to lock too: the bytes of "strata". */
const LOCK = 0x737472617461;

/** How long (ms) to wait before the lock is tried again, at least and at most. */
const WAIT = [100, 400] as const;

/**
 * Runs `work` while no other process can run its own. The lock is a transaction's: it ends with the transaction or with
 * the connection, whatever pooler lies between, and is never left on a connection that the pooler gives to somebody else.
 * Who waits holds no connection of the pooler; who has the lock holds one, beside those of `work`.
 *
 * @param isDone whether somebody else has done the work meanwhile, asked before each try
 * @returns undefined if it was done by somebody else
 */
export async function withMigrationLock<T>(
  config: Config,
  isDone: () => boolean | Promise<boolean>,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const client = new pg.Client({
    connectionString: config.DATABASE_MIGRATION_URL ?? config.DATABASE_URL,
    application_name: 'strata migrations',
    connectionTimeoutMillis: config.DATABASE_CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  // A connection that dies while nothing runs on it is told by an event, which nobody else hears.
  client.on('error', () => undefined);
  await client.connect();
  try {
    while (!(await isDone())) {
      if (await locks(client)) {
        // Somebody may have finished between the question and the lock.
        return (await isDone()) ? undefined : await work();
      }
      await client.query('rollback');
      await pause(WAIT[0] + Math.random() * (WAIT[1] - WAIT[0]));
    }
    return undefined;
  } finally {
    await client.end();
  }
}

/** Begins a transaction and takes its lock, if it is free. Limits of the role would end the transaction that waits. */
async function locks(client: pg.Client): Promise<boolean> {
  await client.query('begin; set local idle_in_transaction_session_timeout = 0');
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_xact_lock($1) as locked', [
    LOCK,
  ]);
  return rows[0]!.locked;
}
