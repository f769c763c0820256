import type { Socket } from 'node:net';
import type { Pool, PoolClient } from 'pg';

/** How much longer (ms) than the server's own limit a statement may go without an answer. */
const GRACE = 2_000;

/** What `pg` does not declare: its socket, and whether the server has answered all that it was asked. */
type ConnectedClient = PoolClient & { connection: { stream: Socket }; readyForQuery: boolean };

/**
 * Closes a connection whose server owes an answer for longer than any statement may take: the network swallows its
 * packets, and nothing else would ever tell. The waiting query fails, and the pool makes a new connection.
 *
 * @param statementTimeout the server's limit for one statement, in milliseconds; without one (0) nothing is closed
 */
export function closeWhenSilent(pool: Pool, statementTimeout: number): void {
  if (statementTimeout === 0) {
    return;
  }
  pool.on('connect', (client) => {
    const connected = client as ConnectedClient;
    const { stream } = connected.connection;
    stream.setTimeout(statementTimeout + GRACE, () => {
      if (!connected.readyForQuery) {
        stream.destroy(new Error('The database gave no answer within the limit of time'));
      }
    });
  });
}
