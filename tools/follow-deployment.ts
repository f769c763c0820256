import pg from 'pg';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { copyProject } from './copy-project.ts';
import { stepsOf } from './guide.ts';
import { inFolder, type } from './guide-shell.ts';

const PAGE = 'docs/deployment.md';
const SECTION = 'Without Docker';

/** Nothing is there that only development needs. */
const SERVES = `test ! -e node_modules/jest
test "$(command curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:3000/api/v1/items)" = 401`;

/**
 * Deploys as docs/deployment.md says without Docker, from the files that an image is made of, on a database of its own; left
 * out without a PostgreSQL server.
 */
export async function followDeployment(): Promise<void> {
  const { DATABASE_URL: server } = process.env;
  if (!server) {
    process.stdout.write(`${PAGE} is left out: set DATABASE_URL to a PostgreSQL server\n`);
    return;
  }
  const name = `strata_guides_${process.pid}`;
  const DATABASE_URL = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const steps = stepsOf(readFileSync(path.resolve(import.meta.dirname, '..', PAGE), 'utf8'), {
    section: SECTION,
  });
  const commands = steps.flatMap((step) => (step.kind === 'run' ? step.commands : []));
  await ask(server, `create database ${name}`);
  try {
    inFolder((folder) => {
      copyProject(folder);
      leaveContext(folder);
      type(`${PAGE}, ${SECTION}`, [...commands, SERVES].join('\n'), folder, { DATABASE_URL });
    });
  } finally {
    await ask(server, `drop database if exists ${name} with (force)`);
  }
}

/** Removes what Docker's engine does not get: so an image can be built as well. */
function leaveContext(folder: string): void {
  const lines = readFileSync(path.join(folder, '.dockerignore'), 'utf8').split('\n');
  const context = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  for (const name of readdirSync(folder).filter((each) => !context.includes(each))) {
    rmSync(path.join(folder, name), { recursive: true });
  }
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
