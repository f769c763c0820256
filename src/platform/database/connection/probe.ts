import pg from 'pg';
import type { Config } from '../../config/config.js';
import { poolOptions } from './pool-options.js';

/** How long (ms) a server may take to answer a question about itself. */
const LIMIT = 1_000;

/**
 * A connection of its own to one server, for questions about the server's state: they are answered however busy the
 * pool is, and never wait longer than a second.
 */
export class Probe {
  readonly #pool: pg.Pool;

  constructor(url: string, config: Config) {
    const { options } = poolOptions(url, { ...config, DATABASE_PREPARED_STATEMENTS: false });
    this.#pool = new pg.Pool({
      ...options,
      max: 1,
      connectionTimeoutMillis: LIMIT,
      application_name: 'strata probe',
    });
    // A connection that dies is made anew by the next question; a question under way has an error of its own.
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** @throws Error of the driver, or when there is no answer within a second */
  async query<R extends object>(text: string): Promise<R[]> {
    const client = await this.#pool.connect();
    let failed: Error | undefined;
    const late = setTimeout(() => silence(client), LIMIT);
    try {
      return (await client.query<R>(text)).rows;
    } catch (error) {
      failed = error as Error;
      throw error;
    } finally {
      clearTimeout(late);
      client.release(failed);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

/** Ends a connection whose server does not answer; its query fails. */
function silence(client: pg.PoolClient): void {
  const { stream } = (
    client as unknown as { connection: { stream: NodeJS.WritableStream & { destroy(e: Error): void } } }
  ).connection;
  stream.destroy(new Error('The database gave no answer within the limit of time'));
}
