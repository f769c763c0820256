import path from 'node:path';
import type { BenchDatabase } from './database.js';
import type { Options, ServerName } from './options.js';
import { progress } from './progress.js';
import { ServerProcess } from './server-process.js';

const MAIN: Record<ServerName, string> = { baseline: 'baseline/main.js', strata: '../src/main.js' };

/** What is put under load: Strata has the shop besides. */
const LOADED: Record<ServerName, string> = { ...MAIN, strata: 'shop/main.js' };

/** Starts of each server; the time of a single one says little. */
const STARTS = 5;

/** The servers that are measured. */
export type Servers = Partial<Record<ServerName, ServerProcess>>;

/** Milliseconds until each server was ready, of each of its starts. */
export type Starts = Record<ServerName, number[]>;

/** The environment of all servers: production, with limits that the load does not reach. */
function environment(database: BenchDatabase, { baseline, workers }: Options): NodeJS.ProcessEnv {
  return {
    ...database.env,
    WORKERS: String(workers),
    BASELINE: baseline,
    LOG_FORMAT: 'json',
    RATE_LIMIT_PER_MINUTE: '1000000000',
    LOGIN_RATE_PER_MINUTE: '1000000000',
    AUTH_RATE_PER_MINUTE: '1000000000',
    MIGRATE_ON_START: 'false',
    // Production refuses the embedded database.
    ...(!database.shared && { NODE_ENV: 'development', DOCS_ENABLED: 'false' }),
  };
}

/** Starts Strata, which migrates the database then. */
export function startToMigrate(options: Options, database: BenchDatabase): Promise<ServerProcess> {
  return ServerProcess.start(MAIN.strata, { ...environment(database, options), MIGRATE_ON_START: 'true' });
}

/** Starts Strata as it is put under load. */
export function startStrata(options: Options, database: BenchDatabase): Promise<ServerProcess> {
  return ServerProcess.start(LOADED.strata, environment(database, options));
}

/** Starts the servers that are to be measured; those in `servers` run even if a later one fails. */
export async function startServers(
  servers: Servers,
  options: Options,
  database: BenchDatabase,
): Promise<void> {
  for (const name of options.servers) {
    servers[name] = await ServerProcess.start(
      LOADED[name],
      environment(database, options),
      profiling(options, name),
    );
  }
}

/** Starts each server several times, in turn, and stops it again. */
export async function timeStarts(options: Options, database: BenchDatabase): Promise<Starts> {
  const starts: Starts = { baseline: [], strata: [] };
  for (let i = 1; i <= STARTS; i++) {
    for (const name of options.servers) {
      progress(`start ${i} of ${STARTS} of ${name}`);
      const server = await ServerProcess.start(MAIN[name], environment(database, options));
      starts[name].push(Math.round(server.readyAfter));
      await server.stop();
    }
  }
  return starts;
}

function profiling({ profile }: Options, name: ServerName): string[] {
  return profile ? ['--cpu-prof', `--cpu-prof-dir=${path.resolve(profile, name)}`] : [];
}
