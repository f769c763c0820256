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
  return `\nStrata is ready\n${lines.join('\n')}\n\n`;
}

/** The database in words, without its password. */
export function databaseName(config: Config): string {
  return config.DATABASE_URL
    ? withoutPassword(config.DATABASE_URL)
    : `embedded PostgreSQL in ${config.DATABASE_DIR}`;
}

function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  return `${url.hostname}:${url.port || '5432'}${url.pathname}`;
}
