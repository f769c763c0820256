import { rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { copyTemplate, type TestDatabase } from '../support/test-database.js';
import { eventually } from './support/eventually.js';
import { namesOf, postItem, runServer, type Server, signIn } from './support/run-server.js';

describe('the embedded database on a disk that fails', () => {
  let database: TestDatabase;
  let server: Server;
  let trigger: string;

  async function start(preload: string, env: Record<string, string> = {}): Promise<void> {
    database = await copyTemplate(undefined);
    trigger = path.resolve(`${database.settings.DATABASE_DIR}.trigger`);
    server = await runServer({
      DATABASE_DIR: database.settings.DATABASE_DIR,
      NODE_OPTIONS: `--import=${path.resolve('test/faults/support', preload)}`,
      ...env,
      FULL_DISK: trigger,
      STAND_STILL: trigger,
    });
  }
  afterEach(async () => {
    server.process.kill('SIGKILL');
    await server.exit;
    await rm(trigger, { force: true });
    await rm(`${database.settings.DATABASE_DIR}.lock`, { recursive: true, force: true });
    await database.drop();
  });

  it('answers 503 to writes while the disk is full, goes on reading, and is well again afterwards', async () => {
    await start('full-disk.mjs');
    const headers = await signIn(server.url);
    expect(await postItem(server.url, headers, 'before')).toBe(201);
    writeFileSync(trigger, '');
    await eventually(async () => (await postItem(server.url, headers, 'meanwhile')) === 503);
    expect(await namesOf(server.url, headers)).not.toContain('after');
    rmSync(trigger);
    await eventually(async () => (await postItem(server.url, headers, 'after')) === 201);
    expect(await namesOf(server.url, headers)).toEqual(expect.arrayContaining(['after', 'before']));
    server.process.kill('SIGTERM');
    expect(await server.exit).toBe(0);
  });

  it('is ended when the event loop stands still, deaf to SIGTERM, and says why', async () => {
    await start('stand-still.mjs', { STATEMENT_TIMEOUT_MS: '1000' });
    writeFileSync(trigger, '');
    await eventually(async () => {
      const signal = AbortSignal.timeout(500);
      return fetch(`${server.url}/health/live`, { signal }).then(
        () => false,
        () => true,
      );
    });
    server.process.kill('SIGTERM');
    expect(await server.exit).toBe('SIGKILL');
    expect(server.output()).toMatch(
      /has answered nothing for \d+ s and hears no signal, so it is ended\. Start it again/,
    );
  });
});
