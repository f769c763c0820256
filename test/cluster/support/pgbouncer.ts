import { readFileSync } from 'node:fs';
import { freePort } from '../../faults/support/cluster.js';
import type { Daemon, Workshop } from './workshop.js';

export interface PgBouncer {
  daemon: Daemon;
  url: string;
}

/**
 * Starts PgBouncer with ops/pgbouncer.ini, whose database leads to a server of the test.
 *
 * @param server the port of that server
 * @param overrides lines that count instead of those in the file
 * @param limits whether connections to the server begin with the file's `connect_query`
 */
export async function startPgBouncer(
  workshop: Workshop,
  server: number,
  overrides: string[] = [],
  limits = true,
): Promise<PgBouncer> {
  const port = await freePort();
  const shipped = readFileSync('ops/pgbouncer.ini', 'utf8').replace(
    'host=primary port=5432',
    `host=127.0.0.1 port=${server}`,
  );
  const own = [
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    `unix_socket_dir = ${workshop.directory}`,
    'auth_type = trust',
    `auth_file = ${workshop.file('userlist.txt', '"postgres" ""\n')}`,
  ];
  const text = limits ? shipped : shipped.replace(/connect_query='.*'/, '');
  const file = workshop.file(`pgbouncer-${port}.ini`, [text, ...own, ...overrides, ''].join('\n'));
  const daemon = await workshop.daemon(port, 'pgbouncer', [file]);
  return { daemon, url: `postgres://postgres@127.0.0.1:${port}/strata` };
}
