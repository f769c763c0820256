import { setTimeout as pause } from 'node:timers/promises';
import { withClient } from '../support/backends.js';
import { Cluster } from '../support/cluster.js';
import { eventually } from '../support/eventually.js';
import { namesOf, postItem, runServer, type Server, signIn } from '../support/run-server.js';

const CREATES = Number(process.env.FAULT_CREATES ?? 10_000);
const CLIENTS = 40;

describe('a PostgreSQL server of its own', () => {
  let cluster: Cluster;
  const servers: Server[] = [];

  beforeAll(async () => {
    cluster = await Cluster.start();
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.process.kill('SIGKILL');
      await server.exit;
    }
  });
  afterAll(() => cluster.destroy());

  /** A database of its own, empty. */
  const newDatabase = async (name: string) => {
    await withClient(cluster.url, (client) => client.query(`create database ${name}`));
    return cluster.url.replace(/\/postgres$/, `/${name}`);
  };
  const start = async (url: string, env: Record<string, string> = {}) => {
    const server = await runServer({ DATABASE_URL: url, LOG_LEVEL: 'warn', ...env });
    servers.push(server);
    return server;
  };
  /** Many clients at once, each of whom takes the next name when it is done with one. */
  const load = async (count: number, work: (name: string) => Promise<void>) => {
    let next = 0;
    const client = async () => {
      while (next < count) await work(`item-${next++}`);
    };
    await Promise.all(Array.from({ length: CLIENTS }, client));
  };
  const statusOf = async (server: Server, path: string) => (await fetch(server.url + path)).status;

  it('is migrated once by four processes that start at once, and all of them serve', async () => {
    const url = await newDatabase('four');
    const four = await Promise.all(Array.from({ length: 4 }, () => start(url, { LOG_LEVEL: 'info' })));
    for (const server of four) {
      expect(await statusOf(server, '/health/ready')).toBe(200);
    }
    const migrated = four.filter((server) => server.output().includes('"Migrated the database'));
    expect(migrated).toHaveLength(1);
  });

  it('may stop and come back: 503 meanwhile, served again without a restart', async () => {
    const server = await start(await newDatabase('comes_back'));
    const token = await signIn(server.url);
    await cluster.stop();
    const away = await fetch(`${server.url}/api/v1/items`, { headers: token });
    expect(away.status).toBe(503);
    expect(away.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await statusOf(server, '/health/ready')).toBe(503);
    expect(await statusOf(server, '/health/live')).toBe(200);
    await cluster.start();
    await eventually(async () => (await postItem(server.url, token, 'After')) === 201);
    expect(await statusOf(server, '/health/ready')).toBe(200);
  });

  it(`crashes in the middle of ${CREATES} creates with keys: the 201s and the rows agree exactly`, async () => {
    const server = await start(await newDatabase('with_keys'));
    const token = await signIn(server.url);
    const acknowledged: string[] = [];
    let refused = 0;
    const createUntilAcknowledged = async (name: string) => {
      for (;;) {
        const status = await postItem(server.url, { ...token, 'idempotency-key': name }, name);
        if (status === 201) break;
        // 409: the first try is still in progress.
        expect([409, 503]).toContain(status);
        refused++;
        await pause(100);
      }
      acknowledged.push(name);
    };
    const clients = load(CREATES, createUntilAcknowledged);
    await eventually(() => acknowledged.length > CREATES / 2, 180_000);
    await cluster.stop('immediate');
    await cluster.start();
    await clients;
    expect(refused).toBeGreaterThan(0);
    expect(acknowledged).toHaveLength(CREATES);
    expect(await namesOf(server.url, token)).toEqual(acknowledged.toSorted());
  }, 300_000);

  it('restarts in the middle of creates without keys: every row was acknowledged, or was in doubt', async () => {
    const server = await start(await newDatabase('without_keys'));
    const token = await signIn(server.url);
    const acknowledged: string[] = [];
    const inDoubt = new Set<string>();
    let back = Promise.resolve();
    const create = async (name: string) => {
      await back;
      const status = await postItem(server.url, token, name);
      if (status === 201) {
        acknowledged.push(name);
      } else {
        expect(status).toBe(503);
        inDoubt.add(name);
        await pause(100);
      }
    };
    const clients = load(2_000, create);
    await eventually(() => acknowledged.length > 1_000, 60_000);
    await cluster.stop('fast');
    back = cluster.start();
    await clients;
    expect(inDoubt.size).toBeGreaterThan(0);
    await eventually(async () => (await statusOf(server, '/health/ready')) === 200);
    const rows = await namesOf(server.url, token);
    expect(rows.filter((name) => !inDoubt.has(name))).toEqual(acknowledged.toSorted());
    // A 503 with a row: the server stopped between the commit and the word of it, at most once for each client.
    expect(rows.length - acknowledged.length).toBeLessThanOrEqual(CLIENTS);
  });

  it('with too few connections for all gives 503 to the rest', async () => {
    const url = await newDatabase('crowded');
    await start(url);
    await withClient(cluster.url, (client) =>
      client.query(`
        create role crowd login;
        alter role crowd connection limit 2`),
    );
    await withClient(url, (client) =>
      client.query('grant all on schema public to crowd; grant all on all tables in schema public to crowd'),
    );
    const server = await start(url.replace('postgres@', 'crowd@'));
    const token = await signIn(server.url);
    const list = async () => (await fetch(`${server.url}/api/v1/items`, { headers: token })).status;
    const seen = new Set<number>();
    await eventually(async () => {
      (await Promise.all(Array.from({ length: 30 }, list))).forEach((status) => seen.add(status));
      return seen.has(503);
    });
    expect([...seen].sort()).toEqual([200, 503]);
    await eventually(async () => (await list()) === 200);
  });
});
