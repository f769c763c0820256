import { pathToFileURL } from 'node:url';
import { copyTemplate, type TestDatabase } from '../support/test-database.js';
import { eventually } from './support/eventually.js';
import { RawRequest, slowPost } from './support/http.js';
import { namesOf, postItem, runServer, type Server, signIn } from './support/run-server.js';

const ITEMS = '/api/v1/items';

describe('a server process', () => {
  let database: TestDatabase;
  let server: Server;
  let token: Record<string, string>;

  const start = async (env: Record<string, string> = {}) => {
    server = await runServer({ ...settingsOf(database), ...env });
    token = await signIn(server.url);
  };
  beforeEach(async () => {
    database = await copyTemplate(process.env.DATABASE_URL);
  });
  afterEach(async () => {
    server.process.kill('SIGKILL');
    await server.exit;
    await database.drop();
  });

  /** A create whose body is under way. */
  const slowCreate = async (name: string) => {
    const request = await RawRequest.to(server.url);
    const [first, rest] = slowPost(ITEMS, { name }, token);
    request.send(first);
    await fetch(`${server.url}/health/live`);
    return { request, finish: () => request.send(rest) };
  };

  it('closes idle connections at once, while requests are under way', async () => {
    await start();
    const idle = await RawRequest.to(server.url);
    idle.send('GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n');
    await eventually(() => idle.received.includes('"ok"'));
    const { request, finish } = await slowCreate('Under way');
    server.process.kill('SIGTERM');
    await idle.response();
    finish();
    expect(await request.response()).toMatch(/^HTTP\/1.1 201 /);
    expect(await server.exit).toBe(0);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'finishes what is in progress after %s, takes nothing new, and exits with 0',
    async (signal) => {
      await start();
      const idle = await RawRequest.to(server.url);
      idle.send('GET /health/live HTTP/1.1\r\nHost: test\r\n\r\n');
      await eventually(() => idle.received.includes('"ok"'));
      const { request, finish } = await slowCreate('Under way');
      server.process.kill(signal);
      await eventually(async () => (await fetch(`${server.url}/health/ready`)).status === 503);
      const ready = await fetch(`${server.url}/health/ready`);
      expect(await ready.json()).toMatchObject({
        status: 'error',
        checks: { shutdown: { status: 'error' } },
      });
      expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
      const refused = await fetch(`${server.url}${ITEMS}`, { headers: token });
      expect(refused.status).toBe(503);
      expect(refused.headers.get('connection')).toBe('close');
      expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await refused.json()).toMatchObject({ error_code: 'SERVICE_UNAVAILABLE' });
      finish();
      const answer = await request.response();
      expect(answer).toMatch(/^HTTP\/1.1 201 /);
      expect(answer).toMatch(/\r\nconnection: close\r\n/i);
      expect(await server.exit).toBe(0);
      expect(server.output()).toContain('"msg":"Stopped"');
      expect(idle.received.match(/HTTP/g)).toHaveLength(1);
    },
  );

  it('waits no longer than SHUTDOWN_TIMEOUT_MS', async () => {
    await start({ SHUTDOWN_TIMEOUT_MS: '200' });
    const { request } = await slowCreate('Never complete');
    server.process.kill('SIGTERM');
    expect(await server.exit).toBe(0);
    expect(await request.response()).toBe('');
    expect(server.output()).toContain('SHUTDOWN_TIMEOUT_MS');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('exits at once on a second %s', async (signal, code) => {
    await start();
    const { request } = await slowCreate('Never complete');
    server.process.kill(signal);
    await eventually(() => server.output().includes('stopping'));
    server.process.kill(signal);
    expect(await server.exit).toBe(code);
    request.destroy();
  });

  it('serves on for SHUTDOWN_DELAY_MS while it is not ready', async () => {
    await start({ SHUTDOWN_DELAY_MS: '1500' });
    server.process.kill('SIGTERM');
    await eventually(async () => (await fetch(`${server.url}/health/ready`)).status === 503);
    const served = await fetch(`${server.url}${ITEMS}`, { headers: token });
    expect(served.status).toBe(200);
    expect(served.headers.get('connection')).toBe('close');
    expect(await server.exit).toBe(0);
  });

  it('loses nothing that it acknowledged when it is stopped under load', async () => {
    await start();
    const acknowledged: string[] = [];
    let stopped = false;
    const create = async (client: number) => {
      for (let i = 0; !stopped; i++) {
        const name = `${client}-${i}`;
        if ((await postItem(server.url, token, name)) === 201) {
          acknowledged.push(name);
        } else {
          stopped = true;
        }
      }
    };
    const load = Array.from({ length: 10 }, (_, client) => create(client));
    await eventually(() => acknowledged.length > 100);
    server.process.kill('SIGTERM');
    expect(await server.exit).toBe(0);
    await Promise.all(load);
    await start();
    expect(await namesOf(server.url, token)).toEqual(acknowledged.toSorted());
  });

  it('logs an error that nothing catches with the correlation id of its request, and exits with 1', async () => {
    const mistake = pathToFileURL('test/faults/support/throw-at-statement.mjs').href;
    await start({ NODE_OPTIONS: `--import=${mistake}` });
    await fetch(`${server.url}${ITEMS}`, { headers: { ...token, 'x-correlation-id': 'the-culprit' } }).catch(
      () => undefined,
    );
    expect(await server.exit).toBe(1);
    const line = server
      .output()
      .split('\n')
      .find((text) => text.includes('"fatal"'));
    expect(JSON.parse(line!)).toMatchObject({
      level: 'fatal',
      correlation_id: 'the-culprit',
      err: { message: 'a mistake', stack: expect.stringContaining('at ') as string },
    });
  });
});

function settingsOf({ settings }: TestDatabase): Record<string, string> {
  return {
    DATABASE_DIR: settings.DATABASE_DIR,
    ...(settings.DATABASE_URL && { DATABASE_URL: settings.DATABASE_URL }),
  };
}
