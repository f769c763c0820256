import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyTemplate, type TestDatabase } from '../support/test-database.js';
import { eventually } from './support/eventually.js';
import { namesOf, postItem, runServer, type Server, signIn } from './support/run-server.js';

describe('the embedded database', () => {
  let database: TestDatabase;
  const servers: Server[] = [];
  const start = async () => {
    const server = await runServer({ DATABASE_DIR: database.settings.DATABASE_DIR });
    servers.push(server);
    return server;
  };

  beforeEach(async () => {
    database = await copyTemplate(undefined);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.process.kill('SIGKILL');
      await server.exit;
    }
    await rm(`${database.settings.DATABASE_DIR}.lock`, { recursive: true, force: true });
    await database.drop();
  });

  it('keeps every acknowledged row when the process is killed while it writes, and starts again at once', async () => {
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const server = await start();
      const token = await signIn(server.url);
      const before = acknowledged.length;
      const writing = (async () => {
        for (let i = 0; ; i++) {
          const name = `${round}-${i}`;
          if ((await postItem(server.url, token, name)) !== 201) return;
          acknowledged.push(name);
        }
      })();
      await eventually(() => acknowledged.length > before + 30);
      server.process.kill('SIGKILL');
      await writing;
      expect(await server.exit).toBe('SIGKILL');
    }
    const server = await start();
    const names = new Set(await namesOf(server.url, await signIn(server.url)));
    expect(acknowledged.filter((name) => !names.has(name))).toEqual([]);
    // Each kill leaves at most the one write in doubt that it interrupted.
    expect(names.size - acknowledged.length).toBeLessThanOrEqual(3);
  });

  it('is made at the first start, which says so beforehand, below the home directory if told so', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'strata-home-'));
    const server = await runServer({ DATABASE_DIR: '~/db', HOME: home });
    servers.push(server);
    const directory = path.join(home, 'db');
    expect(server.output()).toMatch(/"Making the embedded database in [^]*"Migrated the database: /);
    expect(server.output()).toContain(`"Making the embedded database in ${directory}, which takes`);
    expect(existsSync(path.join(directory, 'PG_VERSION'))).toBe(true);
    expect(server.output()).toMatch(/Reference +http:\S+\/reference\n +Guides +http:\S+\/guides\n/);
    server.process.kill();
    await server.exit;
    await rm(home, { recursive: true });
  });

  it('refuses a second process, which says what to do, and does not disturb the first', async () => {
    const first = await start();
    const token = await signIn(first.url);
    const second = await start();
    expect(await second.exit).toBe(1);
    expect(second.output()).toContain(`in use by process ${first.process.pid}`);
    expect(second.output()).toContain('DATABASE_DIR');
    expect(second.output()).not.toContain('    at ');
    expect(await postItem(first.url, token, 'Still served')).toBe(201);
    first.process.kill('SIGTERM');
    expect(await first.exit).toBe(0);
  });
});
