import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { takeDirectory } from '../../src/platform/database/embedded-directory.js';

/** Commands start an application each. */
const PATIENCE = 120_000;

/** What commands do without a server, and before they open any database. */
describe('commands of a developer, whatever the database', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'strata-commands-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const unused = () => path.join(folder, 'unused');

  function run(script: string, args: string[] = [], env: NodeJS.ProcessEnv = {}, input = '') {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`dist/src/${script}.js`, ...args], {
      env: { PATH: process.env.PATH, DATABASE_URL: '', DATABASE_DIR: unused(), ...env },
      input,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }

  it.each<[string, string[], NodeJS.ProcessEnv, RegExp]>([
    ['cli/seed', [], {}, /^Usage: npm run db:seed/],
    ['cli/seed', ['--users', 'ten'], {}, /^Usage: npm run db:seed/],
    ['cli/seed', ['--bogus'], {}, /^Unknown option '--bogus'[^]*\nUsage: npm run db:seed/],
    ['cli/console', ['items'], {}, /^Unexpected argument 'items'[^]*\nUsage: npm run console/],
    ['cli/config-check', ['--bogus'], {}, /^Unknown option '--bogus'[^]*\nUsage: npm run config:check/],
    ['platform/cli/migration', ['up', 'items'], {}, /^Usage: npm run migration:/],
    ['platform/cli/migration', ['down', '--name', 'items'], {}, /^Usage: npm run migration:/],
    ['main', ['--port', '8080'], {}, /^The server takes no arguments.*: --port 8080\. .*PORT=8080/],
    [
      'platform/cli/reset',
      [],
      { NODE_ENV: 'production', DATABASE_URL: 'postgres://h/d' },
      /^NODE_ENV is production/,
    ],
    [
      'platform/cli/reset',
      [],
      { DATABASE_URL: 'postgres://db.example.com/d' },
      /^DATABASE_URL leads to another machine.*--yes/,
    ],
    ['platform/cli/reset', [], { PORT: 'x' }, /^The configuration has one fault:\n.*PORT/],
  ])(
    '%s %j refuses what makes no sense',
    (script, args, env, message) => {
      const { status, stderr } = run(script, args, env);
      expect([status, stderr]).toEqual([1, expect.stringMatching(message)]);
      expect(existsSync(unused())).toBe(false);
    },
    PATIENCE,
  );

  it.each([
    ['cli/console', 'console'],
    ['cli/config-check', 'config:check'],
    ['cli/config-example', 'config:example'],
    ['cli/error-docs', 'docs:errors'],
    ['cli/openapi', 'openapi'],
    ['cli/seed', 'db:seed'],
    ['cli/user-create', 'user:create'],
    ['platform/cli/migration', 'migration:'],
    ['platform/cli/reset', 'db:reset'],
  ])(
    '%s --help says how npm run %s is called, and does nothing else',
    (script, name) => {
      const answer = run(script, ['--help'], { PORT: 'x' });
      expect(answer).toEqual({ status: 0, stdout: expect.any(String), stderr: '' });
      expect(answer.stdout).toMatch(new RegExp(`^Usage: npm run ${name}[^]*\n$`));
      expect(existsSync(unused())).toBe(false);
    },
    PATIENCE,
  );

  it(
    'say that they make the embedded database, which takes a while',
    () => {
      const settings = { DATABASE_DIR: path.join(folder, 'new') };
      const message = `Making the embedded database in ${settings.DATABASE_DIR}, which takes a few seconds\n`;
      for (const stderr of [message, ''])
        expect(run('cli/console', [], settings, 'await users.count()\n')).toEqual({
          status: 0,
          stdout: '0\n',
          stderr,
        });
    },
    PATIENCE,
  );

  it(
    'db:reset refuses while a server has the embedded database open',
    async () => {
      const directory = path.join(folder, 'open');
      const giveBack = await takeDirectory(directory);
      try {
        const { status, stderr } = run('platform/cli/reset', [], { DATABASE_DIR: directory });
        expect([status, stderr]).toEqual([
          1,
          expect.stringMatching(new RegExp(`in use by process ${process.pid} on `)),
        ]);
        expect(existsSync(directory)).toBe(true);
      } finally {
        await giveBack();
      }
    },
    PATIENCE,
  );
});
