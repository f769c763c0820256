import type { Config } from './config/config.js';

/** What a person needs to know once the server listens: the URLs, and which database it uses. */
export function banner(config: Config): string {
  const url = `http://${config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST}:${config.PORT}`;
  const lines = [
    `  API        ${url}/api/v1`,
    ...(config.DOCS_ENABLED ? [`  Swagger UI ${url}/docs`] : []),
    `  Health     ${url}/health/ready`,
    `  Database   ${config.DATABASE_URL ? withoutPassword(config.DATABASE_URL) : `embedded PostgreSQL in ${config.DATABASE_DIR}`}`,
  ];
  return `\nStrata is ready\n${lines.join('\n')}\n\n`;
}

function withoutPassword(databaseUrl: string): string {
  const url = new URL(databaseUrl);
  return `${url.hostname}:${url.port || '5432'}${url.pathname}`;
}
