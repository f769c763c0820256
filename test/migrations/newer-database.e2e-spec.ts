import { execFile } from 'node:child_process';
import { createApp } from '../../src/app.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { withoutTimeLimits } from '../../src/platform/database/migrations.js';
import { ApiClient } from '../support/api-client.js';
import { copyTemplate, type TestDatabase } from '../support/test-database.js';

const UNKNOWN = 'Migration29990101000000_of_a_newer_version';

describe('a database that a newer version has migrated', () => {
  let copy: TestDatabase;

  beforeAll(async () => {
    copy = await copyTemplate(process.env.DATABASE_URL);
    await withoutTimeLimits({ ...loadConfig({ NODE_ENV: 'test' }), ...copy.settings }, async (migrator) => {
      await migrator.getExecuted();
      await migrator.getStorage().logMigration({ name: UNKNOWN });
    });
  });

  afterAll(() => copy.drop());

  /** Runs a command as `npm run migration:…` does. */
  const run = (command: string) =>
    new Promise<{ code: number; output: string }>((resolve) => {
      const { DATABASE_URL = '', DATABASE_DIR } = copy.settings;
      const env = { ...process.env, DATABASE_URL, DATABASE_DIR };
      const child = execFile(
        process.execPath,
        ['dist/src/platform/cli/migration.js', command],
        { env },
        (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
      );
    });

  it('does not stop the server, which says so in its log and in its readiness', async () => {
    const logs: string[] = [];
    const config = { ...loadConfig({ NODE_ENV: 'test', LOG_FORMAT: 'json' }), ...copy.settings };
    const app = await createApp(config, { logStream: { write: (line) => void logs.push(line) } });
    try {
      await app.listen(0, '127.0.0.1');
      expect(logs.join('')).toContain(`The database is newer than this version`);
      expect(logs.join('')).toContain(UNKNOWN);
      const { status, body } = await new ApiClient(await app.getUrl()).get('/health/ready');
      expect([status, body.checks.migrations]).toEqual([
        200,
        { status: 'ok', note: expect.stringContaining('newer than this version') },
      ]);
    } finally {
      await app.close();
    }
  });

  it('is not undone by migration:down, which names the migration that it does not know', async () => {
    const { code, output } = await run('down');
    expect(output).toContain(`${UNKNOWN}, which is not among those of this code`);
    expect(output).not.toContain('nothing to undo');
    expect(code).toBe(1);
  });

  it('is named by migration:pending', async () => {
    expect((await run('pending')).output).toContain(`does not know: ${UNKNOWN}`);
  });
});
