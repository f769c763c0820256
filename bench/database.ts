import { mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { loadConfig } from '../src/platform/config/load-config.js';
import { Database } from '../src/platform/database/database.js';
import { openDatabase } from '../src/platform/database/open-database.js';
import type { Run } from './seed.js';

/** A database that belongs to one run of the benchmark. */
export interface BenchDatabase {
  /** What a server needs in its environment to use it. */
  env: NodeJS.ProcessEnv;
  /** Whether other processes can use it at the same time. */
  shared: boolean;
  /** What it is, for the report. */
  version: string;
  /** Opens it for some statements. An embedded one must not be in use by a server. */
  use<T>(work: (run: Run) => Promise<T>): Promise<T>;
  drop(): Promise<void>;
}

/** @param url of a PostgreSQL server; the embedded database is used without */
export async function makeDatabase(url: string | undefined): Promise<BenchDatabase> {
  return url ? makeOnServer(url) : makeEmbedded();
}

async function makeOnServer(server: string): Promise<BenchDatabase> {
  const name = `strata_bench_${process.pid}`;
  await onServer(server, `create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const use: BenchDatabase['use'] = async (work) => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return await work(
        async <R>(text: string, values: unknown[] = []) => (await client.query(text, values)).rows as R[],
      );
    } finally {
      await client.end();
    }
  };
  const [row] = await use((run) => run<{ server_version: string }>('show server_version'));
  return {
    env: { DATABASE_URL: url.href },
    shared: true,
    version: `PostgreSQL ${row!.server_version}`,
    use,
    drop: async () => onServer(server, `drop database if exists ${name} with (force)`),
  };
}

async function onServer(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

async function makeEmbedded(): Promise<BenchDatabase> {
  const directory = await mkdtemp(path.resolve('.data/bench/embedded-'));
  const env = { DATABASE_DIR: path.join(directory, 'db') };
  return {
    env,
    shared: false,
    version: 'embedded PostgreSQL (PGlite)',
    use: async (work) => {
      const { orm, close } = await openDatabase(loadConfig(env));
      const database = new Database(orm.em as never);
      try {
        return await work((text, values) => database.query(text, values));
      } finally {
        await close();
      }
    },
    drop: async () => rm(directory, { recursive: true, force: true }),
  };
}
