import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyTemplate, type TestDatabase } from '../support/test-database.js';

/** Each start is several processes, on a machine that may be busy. */
const PATIENCE = 120_000;

describe('npm start', () => {
  const databases: TestDatabase[] = [];

  afterEach(() => Promise.all(databases.splice(0).map(({ drop }) => drop())));

  /** Runs an npm script with a database of its own, as the first of a group of processes. */
  async function run(script: string, env: Record<string, string> = {}) {
    const database = await copyTemplate(process.env.DATABASE_URL);
    databases.push(database);
    const { DATABASE_URL = '', DATABASE_DIR } = database.settings;
    const npm = spawn('npm', ['run', script], {
      env: { PATH: process.env.PATH, PORT: '0', LOG_FORMAT: 'json', DATABASE_URL, DATABASE_DIR, ...env },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const ready = new Promise<void>((resolve) => {
      const read = (text: Buffer): void => {
        output += text.toString();
        if (output.includes('Strata is ready')) resolve();
      };
      npm.stdout.on('data', read);
      npm.stderr.on('data', read);
    });
    // Its output stays open as long as any process of it lives.
    const closed = once(npm, 'close');
    return { npm, closed, output: () => output, ready: Promise.race([ready, closed]) };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops the server in order when npm gets %s',
    async (signal) => {
      const server = await run('start');
      await server.ready;
      server.npm.kill(signal);
      await server.closed;
      expect(server.output()).toContain('"msg":"Stopped"');
    },
    PATIENCE,
  );

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops the server in order when its whole group gets %s, of which npm hands its own on',
    async (signal) => {
      const server = await run('start', { SHUTDOWN_DELAY_MS: '500' });
      await server.ready;
      process.kill(-server.npm.pid!, signal);
      expect(await server.closed).toEqual([0, null]);
      expect(server.output()).toContain('"msg":"Stopped"');
    },
    PATIENCE,
  );

  it(
    'can be run twice at once; start:prod runs what was built',
    async () => {
      const servers = await Promise.all(['start', 'start', 'start:prod'].map((script) => run(script)));
      await Promise.all(servers.map(({ ready }) => ready));
      servers.forEach(({ npm }) => npm.kill('SIGTERM'));
      await Promise.all(servers.map(({ closed }) => closed));
      for (const { output } of servers) {
        expect(output()).toMatch(/Strata is ready[^]*"msg":"Stopped"/);
      }
    },
    PATIENCE,
  );
});
