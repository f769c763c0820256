/**
 * Does what the guides say, word for word, in copies of the project: `npm run test:guides`. Those that build on one another
 * are done in the same copy, in this order; then come the checks of CI.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyProject } from './copy-project.ts';
import { type Part, type Step, stepsOf } from './guide.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

interface Guide extends Part {
  file: string;
  /** What the reader has done before. */
  first?: string;
}

const GUIDES: readonly Guide[] = [
  { file: 'README.md', section: 'A tour in five lines', first: 'npm start' },
  { file: 'docs/adding-an-entity.md', section: 'In five minutes: invoices' },
  { file: 'docs/guides/your-own-route.md' },
  { file: 'docs/guides/error-codes.md' },
  { file: 'docs/guides/roles-and-policies.md' },
  { file: 'docs/guides/configuration-keys.md' },
  { file: 'docs/guides/writing-tests.md' },
  { file: 'docs/guides/shop.md' },
];

/** What has the names of another guide, and so needs a copy of its own. */
const APART: readonly Guide[] = [{ file: 'docs/adding-an-entity.md', section: 'Parts', commandsOnly: true }];

/**
 * The packages are there already. A server goes on in the background, and is waited for. An answer that is no success ends
 * the guide.
 */
const PRELUDE = `set -euo pipefail
trap 'kill $(jobs -p) 2>/dev/null || true; wait' EXIT
npm() {
  case "$*" in
    ci) ;;
    start) command npm start & ready ;;
    *) command npm "$@" ;;
  esac
}
ready() {
  for _ in $(seq 240); do
    if command curl -sf "http://127.0.0.1:$PORT/health/ready" >/dev/null; then return 0; fi
    sleep 0.5
  done
  return 1
}
curl() { command curl --fail-with-body "$@"; }
`;

const CHECKS = ['format', 'lint', 'typecheck', 'migration:check', 'openapi', 'client', 'docs:errors'];

let blocks = 0;
const port = await freePort();
try {
  inCopy((folder) => {
    GUIDES.forEach((guide) => follow(guide, folder));
    run('The checks', CHECKS.map((script) => `npm run --silent ${script}`).join('\n'), folder);
  });
  inCopy((folder) => APART.forEach((guide) => follow(guide, folder)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

function inCopy(work: (folder: string) => void): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'strata-guides-'));
  try {
    copyProject(folder);
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function follow({ file, first, ...part }: Guide, folder: string): void {
  const steps = stepsOf(readFileSync(path.join(ROOT, file), 'utf8'), part);
  const commands = steps.map((step) =>
    commandsOf(step, folder).replaceAll('127.0.0.1:3000', `127.0.0.1:${port}`),
  );
  run(file, [first ?? '', ...commands].join('\n'), folder);
}

/** Code comes to its place while the commands run: what a command generates may be what it goes into. */
function commandsOf(step: Step, folder: string): string {
  if (step.kind === 'run') {
    return step.commands;
  }
  const from = path.join(folder, '.guide', String(++blocks));
  mkdirSync(path.dirname(from), { recursive: true });
  writeFileSync(from, step.code);
  return `node ${import.meta.dirname}/write-block.ts ${from} ${step.file} '${JSON.stringify(step.place)}'`;
}

function run(name: string, commands: string, folder: string): void {
  const started = performance.now();
  const { status } = spawnSync('bash', ['-c', `${PRELUDE}\n${commands}`], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DATABASE_URL: undefined, PORT: String(port) },
  });
  if (status !== 0) {
    throw new Error(`${name} does not lead where it says: see the last lines above`);
  }
  process.stdout.write(`\n${name}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
