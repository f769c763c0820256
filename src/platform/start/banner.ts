import pg from 'pg';
import { workerCount } from '../cluster/worker-count.js';
import type { Config } from '../config/config.js';

/**
 * What a person needs to know once the server listens: the URLs, which database it uses, and what to do next.
 *
 * @param config the configuration
 * @param port the port that is listened on
 */
export function banner(config: Config, port: number): string {
  const url = `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${port}`;
  const facts: [string, string | false][] = [
    ['API', `${url}/api/v1`],
    ['Swagger UI', config.DOCS_ENABLED && `${url}/docs`],
    ['Reference', config.DOCS_ENABLED && `${url}/reference`],
    ['Guides', config.DOCS_ENABLED && `${url}/guides`],
    ['Health', `${url}/health/ready`],
    ['Database', databaseName(config)],
    ['Workers', workerCount(config) > 1 && String(workerCount(config))],
    ['Mails', config.MAIL_URL ? false : `files in ${config.MAIL_DIR}`],
  ];
  const next: [string, string | false][] = [
    ['An admin', !config.ADMIN_EMAIL && 'npm run user:create -- --email you@example.com --role admin'],
    ['Start again after each change', process.env.npm_lifecycle_event !== 'dev' && 'npm run dev'],
    ['A new entity', 'npm run resource -- invoice --fields "number:string,total:decimal"'],
  ];
  return `\n${config.APP_NAME} is ready\n${table(facts)}\n\nNext\n${table(next)}\n\n`;
}

/** One line for each that is there, in two columns. */
function table(rows: [string, string | false][]): string {
  const shown = rows.filter(([, text]) => text !== false);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, text]) => `  ${name.padEnd(width)} ${text}`).join('\n');
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
