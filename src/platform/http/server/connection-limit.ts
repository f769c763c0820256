import { Logger } from '@nestjs/common';
import type { Server } from 'node:http';

/** How often the log tells of connections that were closed (ms). */
const LOG_EVERY = 60_000;

/** Closes connections beyond `limit` as they come: each takes memory before it has sent a byte. */
export function limitConnections(server: Server, limit: number): void {
  const logger = new Logger('Connections');
  let loggedAt = -Infinity;
  server.maxConnections = limit;
  // A worker closes them too, instead of giving them back to the first process, which would offer them again.
  Object.assign(server, { dropMaxConnection: true });
  server.on('drop', () => {
    const now = performance.now();
    if (now - loggedAt >= LOG_EVERY) {
      loggedAt = now;
      logger.warn(`There are ${limit} connections (MAX_CONNECTIONS); further ones are closed`);
    }
  });
}
