import { createHash, randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import type { Config } from '../../src/platform/config/config.js';
import { withoutTimeLimits } from '../../src/platform/database/migrations.js';

const DIRECTORY = path.resolve('.data/test');

/** Databases whose names do not begin so are not ours, and never touched. */
const PREFIX = 'strata_test_';

/**
 * PostgreSQL's own template databases, by their numbers. They are most of an embedded database's files, and nothing writes
 * to them, so copies share them: a link costs a tenth of a copy.
 */
const NEVER_WRITTEN = [path.join('base', '1'), path.join('base', '4')];

/** A database of its own for one test file. */
export interface TestDatabase {
  /** What the configuration says to reach it. */
  settings: Pick<Config, 'DATABASE_URL' | 'DATABASE_DIR'>;
  drop: () => Promise<void>;
}

/** The template's name changes with the migrations, so that a stale one is never copied. */
function templateName(): string {
  const files = readdirSync('migrations').sort();
  const hash = createHash('sha256');
  files.forEach((file) => hash.update(file).update(readFileSync(path.join('migrations', file))));
  return `${PREFIX}template_${hash.digest('hex').slice(0, 12)}`;
}

/**
 * Makes the template by running the migrations; does nothing if it is there already.
 *
 * @param config names the server with `DATABASE_URL`; the embedded database is used without
 */
export async function makeTemplate(config: Config): Promise<void> {
  if (config.DATABASE_URL) {
    await makeServerTemplate(config, config.DATABASE_URL);
  } else if (!existsSync(path.join(DIRECTORY, templateName()))) {
    const draft = path.join(DIRECTORY, `${PREFIX}draft_${randomUUID()}`);
    await withoutTimeLimits({ ...config, DATABASE_DIR: draft }, (migrator) => migrator.up());
    renameSync(draft, path.join(DIRECTORY, templateName()));
  }
}

async function makeServerTemplate(config: Config, url: string): Promise<void> {
  const name = templateName();
  const draft = `${PREFIX}draft_${randomUUID().replaceAll('-', '')}`;
  await onServer(url, async (client) => {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      await client.query(`create database ${draft}`);
      await withoutTimeLimits({ ...config, DATABASE_URL: databaseUrl(url, draft) }, (migrator) =>
        migrator.up(),
      );
      await client.query(`alter database ${draft} rename to ${name}`);
    }
  });
}

/** Copies the template. */
export async function copyTemplate(url: string | undefined): Promise<TestDatabase> {
  const name = `${PREFIX}${randomUUID().replaceAll('-', '')}`;
  return url ? copyOnServer(url, name) : copyEmbedded(path.join(DIRECTORY, name));
}

function copyEmbedded(directory: string): TestDatabase {
  const template = path.join(DIRECTORY, templateName());
  mkdirSync(directory, { mode: statSync(template).mode });
  // For a thousand small files a quarter of what the asynchronous functions take.
  for (const entry of readdirSync(template, { recursive: true, withFileTypes: true })) {
    const source = path.join(entry.parentPath, entry.name);
    const target = path.join(directory, path.relative(template, source));
    if (entry.isDirectory()) {
      mkdirSync(target, { mode: statSync(source).mode });
    } else if (NEVER_WRITTEN.includes(path.relative(template, entry.parentPath))) {
      share(source, target);
    } else {
      copyFileSync(source, target);
    }
  }
  return {
    settings: { DATABASE_URL: undefined, DATABASE_DIR: directory },
    drop: async () => {
      await rm(directory, { recursive: true, force: true });
      await rm(`${directory}.owner`, { force: true });
    },
  };
}

/** Not every file system has links. */
function share(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    copyFileSync(source, target);
  }
}

async function copyOnServer(url: string, name: string): Promise<TestDatabase> {
  await onServer(url, (client) => client.query(`create database ${name} template ${templateName()}`));
  return {
    settings: { DATABASE_URL: databaseUrl(url, name), DATABASE_DIR: DIRECTORY },
    drop: async () => {
      await onServer(url, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
