import { createPool } from './database.js';
import { createServer } from './server.js';

/**
 * The yardstick: the measured routes of the API on Fastify and pg alone, written by hand, on the tables that the
 * migrations of Strata make. Configured by `DATABASE_URL`, `PORT`, and `BASELINE`, which is `full` or `bare`.
 */
const pool = createPool(process.env.DATABASE_URL ?? '');
const server = createServer(pool, process.env.BASELINE === 'bare');
process.once('SIGTERM', () => {
  void server.close().then(() => pool.end());
});
await server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
