import type { Pool, PoolClient } from 'pg';
import type { Socket } from 'node:net';

/** At most so often (ms) all connections are made anew: the server may stay read-only for a while. */
const RENEW_EVERY = 1_000;

/** `read_only_sql_transaction`: after a failover the connection leads to what is now a standby. */
const READ_ONLY = '25006';

/** What `pg` does not declare. */
type Connected = PoolClient & { connection: NodeJS.EventEmitter & { stream: Socket } };

/**
 * Closes all connections of a pool once one of them turns out to be read-only: they were made before a failover, and
 * would stay with the old primary. Idle ones are closed at once, the others when their work is done.
 */
export function renewWhenReadOnly(pool: Pool): void {
  const idle = new Set<Connected>();
  const busy = new Set<Connected>();
  const stale = new WeakSet<Connected>();
  let renewedAt = -Infinity;

  const renew = (): void => {
    renewedAt = performance.now();
    busy.forEach((client) => stale.add(client));
    idle.forEach(({ connection }) =>
      connection.stream.destroy(new Error('Connection terminated: read-only')),
    );
  };
  pool.on('connect', (client) => {
    const connected = client as Connected;
    connected.connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code === READ_ONLY) {
        stale.add(connected);
        if (performance.now() - renewedAt > RENEW_EVERY) renew();
      }
    });
  });
  pool.on('acquire', (client) => {
    idle.delete(client as Connected);
    busy.add(client as Connected);
  });
  pool.on('release', (_error, client) => {
    busy.delete(client as Connected);
    idle.add(client as Connected);
    // The pool drops a client that is ending.
    if (stale.has(client as Connected)) void (client as unknown as { end(): Promise<void> }).end();
  });
  pool.on('remove', (client) => {
    busy.delete(client as Connected);
    idle.delete(client as Connected);
  });
}
