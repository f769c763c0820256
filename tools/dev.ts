import { watch } from 'node:fs';
import path from 'node:path';
import { build, explain } from './build.ts';
import { DevServer } from './dev-server.ts';

/*
 * `npm run dev`: builds and starts the server with `--inspect`, and does so again after each change of a source or of .env.
 * A change that does not compile is told; the server goes on as it was. Arguments go to Node (`-- --inspect-brk`).
 */

const ROOT = path.resolve(import.meta.dirname, '..');

/** Editors write a file in several steps: a change is taken up when nothing has come for so long (ms). */
const PAUSE = 60;

const started = process.ppid;
const options = process.argv.slice(2);
const server = new DevServer(ROOT, options.length > 0 ? options : ['--inspect'], () =>
  say('The server has ended. The next change starts it again.'),
);
let pending: NodeJS.Timeout | undefined;
let working: Promise<void> | undefined;
let changedMeanwhile = false;

/** Builds, and replaces the server if that worked; a change meanwhile is taken up afterwards. */
function restart(): void {
  if (working) {
    changedMeanwhile = true;
    return;
  }
  working = replace().finally(() => {
    working = undefined;
    if (changedMeanwhile) {
      changedMeanwhile = false;
      restart();
    }
  });
}

async function replace(): Promise<void> {
  try {
    await build(ROOT);
  } catch (error) {
    say(explain(error));
    return;
  }
  await server.stop();
  server.start();
}

async function end(): Promise<void> {
  await working;
  await server.stop();
  server.forget();
  process.exit(0);
}

function changed(): void {
  clearTimeout(pending);
  pending = setTimeout(restart, PAUSE);
}

function say(text: string): void {
  process.stderr.write(`\n${text}\n`);
}

for (const folder of ['src', 'migrations']) {
  watch(path.join(ROOT, folder), { recursive: true }, (_, name) => {
    if (name?.endsWith('.ts')) changed();
  });
}
watch(ROOT, (_, name) => {
  if (name === '.env' || name === 'mikro-orm.config.ts' || name === '.swcrc') changed();
});
// npm writes it at the end of an installation.
watch(path.join(ROOT, 'node_modules'), (_, name) => {
  if (name === '.package-lock.json') server.forget();
});
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end());
// A signal to npm ends the shell between, and never comes here.
setInterval(() => process.ppid !== started && void end(), 500).unref();
restart();
