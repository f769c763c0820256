import { execFileSync, spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const HERE = 'examples/admin';

/** The admin UI as it is served to a browser. */
export interface AdminUi {
  origin: string;
  close: () => void;
}

/**
 * Builds examples/admin as its README says, with its own packages, and serves it.
 *
 * @param apiUrl the server that its page talks to, by way of the proxy of Vite
 */
export async function serveAdminUi(apiUrl: string): Promise<AdminUi> {
  // Vite builds for the environment that NODE_ENV names, and tests have one of their own.
  const { NODE_ENV: _test, ...env } = process.env;
  if (!isInstalled()) {
    execFileSync('npm', ['ci', '--prefer-offline'], { cwd: HERE, env, stdio: 'pipe' });
  }
  execFileSync('npm', ['run', 'build'], { cwd: HERE, env, stdio: 'pipe' });
  const vite = spawn(
    process.execPath,
    [path.resolve(HERE, 'node_modules/vite/bin/vite.js'), 'preview', '--host', '127.0.0.1', '--port', '0'],
    {
      cwd: HERE,
      env: { ...env, API_URL: apiUrl, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  for await (const line of createInterface(vite.stdout)) {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (origin) {
      return { origin, close: () => vite.kill() };
    }
  }
  throw new Error('vite preview ended before it served anything');
}

/** Whether the packages are those of the lock file: npm notes in node_modules what it has installed. */
function isInstalled(): boolean {
  const [installed, lock] = [`${HERE}/node_modules/.package-lock.json`, `${HERE}/package-lock.json`];
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs;
}
