import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { copyTemplate, type TestDatabase } from '../../support/test-database.js';
import { eventually } from '../support/eventually.js';
import { RawRequest, slowPost } from '../support/http.js';
import { runServer, type Server, signIn } from '../support/run-server.js';

const ITEMS = '/api/v1/items';
const LOGIN = '/api/v1/auth/login';

/** Each start is three processes, on a machine that may be busy. */
const PATIENCE = 60_000;

type Line = Partial<Record<string, unknown>>;

describe('a server of two workers', () => {
  let database: TestDatabase;
  let server: Server;

  const start = async (env: Record<string, string> = {}) => {
    server = await runServer({ WORKERS: '2', DATABASE_URL: database.settings.DATABASE_URL!, ...env });
  };
  beforeEach(async () => {
    database = await copyTemplate(process.env.DATABASE_URL);
  });
  afterEach(async () => {
    server.process.kill('SIGKILL');
    await server.exit;
    await database.drop();
  });

  /** A request on a connection of its own: it is connections that the workers share. */
  const send = async (path: string, headers: Record<string, string> = {}, body?: object) =>
    fetch(server.url + path, {
      method: body ? 'POST' : 'GET',
      headers: { ...headers, connection: 'close', ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
  const sendMany = (count: number, path: string, headers?: Record<string, string>, body?: object) =>
    Promise.all(Array.from({ length: count }, () => send(path, headers, body)));
  const lines = (): Line[] =>
    server
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);
  const pidsOf = (are: (line: Line) => boolean) => [
    ...new Set(
      lines()
        .filter(are)
        .map(({ pid }) => Number(pid)),
    ),
  ];
  /** The processes that have listed items. */
  const workers = () => pidsOf(({ route, method }) => route === ITEMS && method === 'GET');
  /** The processes that have run a job's timer. */
  const working = () => pidsOf(({ job_every: every }) => every !== undefined);
  const isReady = async () => (await send('/health/ready')).status === 200;
  const tellTimers = `--import=${pathToFileURL('test/faults/support/tell-timers.mjs').href}`;

  it(
    'serves by both, is ready when both do, and starts again the one that dies; jobs run in one',
    async () => {
      await start({ NODE_OPTIONS: tellTimers });
      expect(server.output().match(/Strata is ready/g)).toHaveLength(1);
      const ready = (await (await send('/health/ready')).json()) as { checks: object };
      expect(ready).toMatchObject({
        status: 'ok',
        checks: { workers: { status: 'ok', note: '2 of 2 serve' } },
      });
      const token = await signIn(server.url);
      await sendMany(10, ITEMS, token);
      const both = workers();
      expect(both).toHaveLength(2);
      const [jobs] = working();
      expect(working()).toEqual([jobs]);

      process.kill(jobs!, 'SIGKILL');
      const left = both.find((pid) => pid !== jobs);
      await eventually(() => lines().some(({ worker, ending }) => worker === jobs && ending === 'SIGKILL'));
      expect((await sendMany(4, ITEMS, token)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
      await eventually(async () => (await isReady()) && working().length === 2, 20_000);
      await sendMany(10, ITEMS, token);
      expect(workers()).toEqual([...both, working().at(-1)]);
      expect(working()).not.toContain(left);
    },
    PATIENCE,
  );

  it(
    'counts requests and tries of a password once for both',
    async () => {
      await start({
        RATE_LIMIT_ENABLED: 'true',
        RATE_LIMIT_PER_MINUTE: '20',
        LOGIN_RATE_PER_MINUTE: '3',
        TRUST_PROXY: 'loopback',
      });
      const statuses = (await sendMany(30, ITEMS, { 'x-forwarded-for': '192.0.2.1' })).map(
        ({ status }) => status,
      );
      expect(statuses.filter((status) => status === 401)).toHaveLength(20);
      expect(statuses.filter((status) => status === 429)).toHaveLength(10);
      expect(workers()).toHaveLength(2);
      const wrong = { email: 'somebody@example.com', password: 'not the password' };
      const tries = await sendMany(8, LOGIN, { 'x-forwarded-for': '192.0.2.2' }, wrong);
      expect(tries.filter(({ status }) => status === 401)).toHaveLength(3);
      expect(tries.filter(({ status }) => status === 429)).toHaveLength(5);
    },
    PATIENCE,
  );

  it(
    'makes one row of requests at once with one idempotency key',
    async () => {
      await start();
      const token = await signIn(server.url);
      const headers = { ...token, 'idempotency-key': 'once' };
      const answers = await sendMany(8, ITEMS, headers, { name: 'One' });
      const made = answers.filter(({ status }) => status === 201);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(8 - made.length);
      const ids = await Promise.all(made.map(async (answer) => ((await answer.json()) as { id: string }).id));
      expect(new Set(ids).size).toBe(1);
      expect(pidsOf(({ route, method }) => route === ITEMS && method === 'POST')).toHaveLength(2);
      const page = (await (await send(ITEMS, token)).json()) as { total: number };
      expect(page.total).toBe(1);
    },
    PATIENCE,
  );

  it(
    'adds up the metrics of both, on each port that shows them',
    async () => {
      const port = await freePort();
      await start({ METRICS_PORT: String(port) });
      const token = await signIn(server.url);
      await sendMany(10, ITEMS, token);
      expect(workers()).toHaveLength(2);
      const counted = new RegExp(
        'http_request_duration_seconds_count\\{method="GET",route="/api/v1/items",status="200"\\} 10\\n',
      );
      for (const url of [`${server.url}/metrics`, `http://127.0.0.1:${port}/metrics`]) {
        const answer = await fetch(url);
        expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/);
        expect(await answer.text()).toMatch(counted);
      }
    },
    PATIENCE,
  );

  it(
    'lets both finish what is under way after SIGTERM, and exits with 0',
    async () => {
      await start();
      const token = await signIn(server.url);
      const under = await Promise.all(
        ['a', 'b', 'c', 'd'].map(async (name) => {
          const request = await RawRequest.to(server.url);
          const [first, rest] = slowPost(ITEMS, { name }, token);
          request.send(first);
          return { request, finish: () => request.send(rest) };
        }),
      );
      await sendMany(4, '/health/live');
      server.process.kill('SIGTERM');
      await eventually(
        () => lines().filter(({ msg }) => msg === 'The first process stops: stopping').length === 2,
      );
      expect((await send('/health/ready')).status).toBe(503);
      under.forEach(({ finish }) => finish());
      for (const { request } of under) expect(await request.response()).toMatch(/^HTTP\/1.1 201 /);
      expect(await server.exit).toBe(0);
      expect(pidsOf(({ msg }) => msg === 'Stopped')).toHaveLength(3);
      expect(pidsOf(({ route, method }) => route === ITEMS && method === 'POST')).toHaveLength(2);
    },
    PATIENCE,
  );

  it(
    'ends at once on a second SIGTERM, and leaves no process behind',
    async () => {
      await start();
      const token = await signIn(server.url);
      await sendMany(6, ITEMS, token);
      const request = await RawRequest.to(server.url);
      request.send(slowPost(ITEMS, { name: 'Never complete' }, token)[0]);
      await sendMany(2, '/health/live');
      server.process.kill('SIGTERM');
      await eventually(() => server.output().includes('stopping'));
      server.process.kill('SIGTERM');
      expect(await server.exit).toBe(143);
      await eventually(() => workers().every((pid) => !isAlive(pid)));
    },
    PATIENCE,
  );

  it(
    'migrates and makes the first admin once',
    async () => {
      const client = new pg.Client({ connectionString: database.settings.DATABASE_URL });
      await client.connect();
      await client.query('drop schema public cascade');
      await start({ ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'a long enough one' });
      await eventually(() => server.output().includes('Made the admin'));
      const { rows } = await client.query('select role from users');
      await client.end();
      expect(rows).toEqual([{ role: 'admin' }]);
      expect(lines().filter(({ msg }) => String(msg).startsWith('Migrated the database'))).toHaveLength(1);
      expect(lines().filter(({ msg }) => String(msg).startsWith('Made the admin'))).toHaveLength(1);
    },
    PATIENCE,
  );

  it(
    'does not start when a worker cannot, and says why once',
    async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
      const { port } = taken.address() as AddressInfo;
      await start({ PORT: String(port) });
      expect(await server.exit).toBe(1);
      taken.close();
      expect(server.output().match(/is in use\./g)).toHaveLength(1);
      expect(server.output().trim()).toMatch(/^127\.0\.0\.1:\d+ is in use\. .*\(EADDRINUSE\)\.$/);
    },
    PATIENCE,
  );
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
