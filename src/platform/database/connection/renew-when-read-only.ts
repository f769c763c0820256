import type { Pool, PoolClient } from 'pg';

/** At most so often (ms) all connections are made anew: the server may stay read-only for a while. */
const RENEW_EVERY = 1_000;

/** `read_only_sql_transaction`: after a failover the connection leads to what is now a standby. */
const READ_ONLY = '25006';

const IN_USE = Symbol('in use');
const IS_STALE = Symbol('is stale');

/** A connection, and what is noted here of it. */
type Connected = PoolClient & { [IN_USE]?: boolean; [IS_STALE]?: boolean };

/**
 * Closes all connections of a pool once one of them turns out to be read-only: they were made before a failover, and
 * would stay with the old primary. Idle ones are closed at once, the others when their work is done.
 */
export function renewWhenReadOnly(pool: Pool): void {
  const all = new Set<Connected>();
  let renewedAt = -Infinity;

  const renew = (): void => {
    renewedAt = performance.now();
    for (const client of all) {
      if (client[IN_USE]) {
        client[IS_STALE] = true;
      } else {
        client.connection.stream.destroy(new Error('Connection terminated: read-only'));
      }
    }
  };
  pool.on('connect', (client: Connected) => {
    all.add(client);
    client.connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code === READ_ONLY) {
        client[IS_STALE] = true;
        if (performance.now() - renewedAt > RENEW_EVERY) renew();
      }
    });
  });
  pool.on('acquire', (client: Connected) => {
    client[IN_USE] = true;
  });
  pool.on('release', (_error, client: Connected) => {
    client[IN_USE] = false;
    // The pool drops a client that is ending.
    if (client[IS_STALE]) void (client as unknown as { end(): Promise<void> }).end();
  });
  pool.on('remove', (client: Connected) => {
    all.delete(client);
  });
}
