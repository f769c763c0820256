import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Of what CI checks what a change of entities and of the platform can break; without the tests. */
const CHECKS = 'typecheck lint:layers migration:check openapi client docs:errors config:example';

/** What these write, which the guides have said to bring up to date. */
const WRITTEN = 'openapi.json examples/client/schema.d.ts docs/errors.md .env.example';

/**
 * Packages are installed where they are missing. A server goes on in the background, and is waited for. An answer that is no
 * success ends the guide. Of what takes long, a small share is done.
 */
const PRELUDE = `set -euo pipefail
# A server that npm starts is in the group of npm, and ends with it.
set -m
trap 'for job in $(jobs -p); do kill -- "-$job" 2>/dev/null || true; done; wait' EXIT
npm() {
  case "$*" in
    'ci'*) [ -L node_modules ] || command npm "$@" --prefer-offline --no-audit --no-fund ;;
    start) command npm start & ready "http://127.0.0.1:$PORT/health/ready" ;;
    'run dev') command npm run dev -- --port "$VITE_AT" --strictPort & ready "http://localhost:$VITE_AT/" ;;
    'run check') checks ;;
    'run bench') command npm run bench -- --rounds 1 --seconds 0.5 --connections 2 --rows 1000 ;;
    *) command npm "$@" ;;
  esac
}
node() {
  case "$*" in
    *dist/src/main.js) command node "$@" & ready "http://127.0.0.1:$PORT/health/ready" ;;
    *) command node "$@" ;;
  esac
}
checks() {
  local before; before=$(mktemp -d)
  cp ${WRITTEN} "$before"
  for script in ${CHECKS}; do command npm run --silent $script; done
  for file in ${WRITTEN}; do cmp "$file" "$before/$(basename "$file")"; done
  rm -r "$before"
}
ready() {
  for _ in $(seq 240); do
    if command curl -sf "$1" >/dev/null; then return 0; fi
    sleep 0.5
  done
  return 1
}
curl() { command curl --fail-with-body "$@"; }
`;

/** Where the guides say that servers are, and where they are here. */
const PORTS = { '127.0.0.1:3000': await freePort(), 'localhost:5173': await freePort() };

/**
 * Runs what a reader types.
 *
 * @param name of the guide, for the message
 * @throws Error if a command fails
 */
export function type(name: string, commands: string, folder: string, env: NodeJS.ProcessEnv = {}): void {
  const started = performance.now();
  const [PORT, VITE_AT] = Object.values(PORTS).map(String);
  const { status } = spawnSync('bash', ['-c', `${PRELUDE}\n${here(commands)}`], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: undefined,
      PORT,
      VITE_AT,
      API_URL: `http://127.0.0.1:${PORT}`,
      ...env,
    },
  });
  if (status !== 0) {
    throw new Error(`${name} does not lead where it says: see the last lines above`);
  }
  process.stdout.write(`\n${name}: ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

/** Makes an empty folder for the work, and removes it afterwards. */
export function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(path.join(tmpdir(), 'strata-guides-'));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function here(commands: string): string {
  return Object.entries(PORTS).reduce(
    (text, [place, port]) => text.replaceAll(place, place.replace(/\d+$/, String(port))),
    commands.replaceAll('postgres://postgres@127.0.0.1/postgres', process.env.DATABASE_URL ?? ''),
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
