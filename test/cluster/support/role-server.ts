import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Postgres } from './postgres.js';
import type { Workshop } from './workshop.js';

/** Answers `GET /primary` as Patroni's REST interface does: 200 when the server is the primary, else 503. @returns the port */
export async function tellRole(workshop: Workshop, server: Postgres): Promise<number> {
  const http = createServer((_request, response) => {
    server
      .query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
      .then(([row]) => response.writeHead(row!.standby ? 503 : 200).end())
      .catch(() => response.writeHead(503).end());
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  workshop.keep({
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  });
  return (http.address() as AddressInfo).port;
}
