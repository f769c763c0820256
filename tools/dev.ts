import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import path from 'node:path';
import { build, explain } from './build.ts';

/*
 * `npm run dev`: builds and starts the server with `--inspect`, and does so again after each change of a source or of .env.
 * A change that does not compile is told; the server goes on as it was. Arguments go to Node (`-- --inspect-brk`).
 */

const ROOT = path.resolve(import.meta.dirname, '..');

/** Editors write a file in several steps: a change is taken up when nothing has come for so long (ms). */
const PAUSE = 60;

const started = process.ppid;
let server: ChildProcess | undefined;
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
  await stop();
  const options = process.argv.slice(2);
  const next = spawn(
    process.execPath,
    [...(options.length > 0 ? options : ['--inspect']), '--preserve-symlinks', 'dist/src/main.js'],
    {
      cwd: ROOT,
      stdio: 'inherit',
      // A debugger has one process to look at. Node keeps what it has compiled: the next start is shorter by a third.
      env: {
        ...process.env,
        WORKERS: '1',
        NODE_COMPILE_CACHE: path.join(ROOT, 'node_modules/.cache/node'),
      },
    },
  );
  server = next;
  next.on('exit', (code) => {
    if (server === next) {
      server = undefined;
      if (code) say('The server has ended. The next change starts it again.');
    }
  });
}

async function stop(): Promise<void> {
  const last = server;
  server = undefined;
  if (last?.exitCode === null && last.signalCode === null) {
    const gone = once(last, 'exit');
    last.kill('SIGTERM');
    await gone;
  }
}

async function end(): Promise<void> {
  await working;
  await stop();
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
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void end());
// A signal to npm ends the shell between, and never comes here.
setInterval(() => process.ppid !== started && void end(), 500).unref();
restart();
