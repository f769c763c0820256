import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { copyTemplate, type TestDatabase } from '../support/test-database.js';

/** Commands start an application each. */
const PATIENCE = 120_000;

describe('commands of a developer', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await copyTemplate(process.env.DATABASE_URL);
  });
  afterAll(() => database.drop());

  function run(script: string, args: string[] = [], env: NodeJS.ProcessEnv = {}, input = '') {
    const { DATABASE_URL = '', DATABASE_DIR } = database.settings;
    const { status, stdout, stderr } = spawnSync(process.execPath, [`dist/src/${script}.js`, ...args], {
      env: { PATH: process.env.PATH, DATABASE_URL, DATABASE_DIR, ...env },
      input,
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  }
  const inConsole = (...commands: string[]) => run('cli/console', [], {}, `${commands.join('\n')}\n`);
  const counts = () => inConsole('await users.count()', 'await get(ItemsService).count()').stdout;

  it(
    'db:seed adds exactly so many, again and again; db:reset removes all',
    () => {
      const before = counts().split('\n').map(Number);
      expect(before).toHaveLength(3);
      for (let i = 0; i < 2; i++) {
        const { status, stderr } = run('cli/seed', ['--users', '3', '--items', '50']);
        expect([status, stderr]).toEqual([0, 'Users: 3\nItems: 50\n']);
      }
      expect(counts()).toBe(`${before[0]! + 6}\n${before[1]! + 100}\n`);
      expect(run('platform/cli/reset')).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^Emptied the .* anew\.\n$/),
      });
      expect(counts()).toBe('0\n0\n');
      expect(run('cli/seed', ['--items', '1'])).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/add --users/),
      });
    },
    PATIENCE,
  );

  it(
    'the console takes commands from a pipe, and tells by its exit code when one fails',
    () => {
      expect(inConsole("const text = 'a'", 'text + 1', 'app.constructor.name.length > 0')).toMatchObject({
        status: 0,
        stdout: "'a1'\ntrue\n",
      });
      expect(inConsole("await items.get('x')")).toMatchObject({
        status: 1,
        stdout: expect.stringMatching(/^Uncaught .*Validation failed/),
      });
    },
    PATIENCE,
  );

  it(
    'migration:down undoes what migration:up runs, and migration:pending lists it meanwhile',
    () => {
      const latest = readdirSync('migrations').sort().at(-1)!.replace('.ts', '');
      const migration = (command: string) => run('platform/cli/migration', [command]);
      expect(migration('pending')).toEqual({ status: 0, stdout: 'Nothing is pending.\n', stderr: '' });
      expect(migration('down')).toEqual({ status: 0, stdout: `Undid: ${latest}\n`, stderr: '' });
      expect(migration('pending')).toEqual({ status: 1, stdout: `Pending: ${latest}\n`, stderr: '' });
      expect(migration('up')).toEqual({ status: 0, stdout: `Ran: ${latest}\n`, stderr: '' });
    },
    2 * PATIENCE,
  );

  it(
    'user:create makes a user with the password of a pipe, and says why it makes none',
    () => {
      const create = (password: string) =>
        run('cli/user-create', ['--email', 'boss@example.com', '--role', 'admin'], {}, `${password}\n`);
      expect(create('short')).toEqual({
        status: 1,
        stdout: '',
        stderr: expect.stringMatching(/- password: /),
      });
      expect(create('correct horse battery')).toEqual({
        status: 0,
        stdout: expect.stringMatching(/^Made the admin boss@example\.com \(.*\)\.\n$/),
        stderr: '',
      });
      expect(create('correct horse battery')).toMatchObject({
        status: 1,
        stderr: expect.stringMatching(/- email: This value is already taken/),
      });
    },
    2 * PATIENCE,
  );
});
