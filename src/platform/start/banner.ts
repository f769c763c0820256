import pg from 'pg';
import type { Config } from '../config/config.js';

/**
 * What a person needs to know once the server listens: the URLs, and which database it uses.
 *
 * @param config the configuration
 * @param port the port that is listened on
 */
export function banner(config: Config, port: number): string {
  const url = `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`;
  const lines = [
    `  API        ${url}/api/v1`,
    ...(config.DOCS_ENABLED ? [`  Swagger UI ${url}/docs`] : []),
    `  Health     ${url}/health/ready`,
    `  Database   ${databaseName(config)}`,
  ];
  return `\n${config.APP_NAME} is ready\n${lines.join('\n')}\n\n`;
}

/** The database in words, without its password. */
export function databaseName({ DATABASE_URL, DATABASE_DIR }: Config): string {
  if (!DATABASE_URL) {
    return `embedded PostgreSQL in ${DATABASE_DIR}`;
  }
  const { host, port, database } = placeOf(DATABASE_URL);
  return host.startsWith('/')
    ? `${database} on the socket ${host}/.s.PGSQL.${port}`
    : `${host}:${port}/${database}`;
}

/** As `pg` understands the URL: with the defaults of its environment (`PGHOST`, `PGPORT`), and sockets. */
export function placeOf(databaseUrl: string): { host: string; port: number; database: string } {
  const url = new URL(databaseUrl);
  // Files of certificates need not be there for a name.
  ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'].forEach((name) => url.searchParams.delete(name));
  const { host, port, database } = new pg.Client({ connectionString: url.href });
  return { host, port, database: database ?? '' };
}
