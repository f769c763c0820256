import { withClient } from '../faults/support/backends.js';
import { eventually } from '../faults/support/eventually.js';
import { namesOf, postItem, signIn } from '../faults/support/run-server.js';
import { type App, ready, send, startApp, statusOf } from './support/app.js';
import { startPrimaryProxy } from './support/balancers.js';
import { Postgres } from './support/postgres.js';
import { tellRole } from './support/role-server.js';
import { Workshop } from './support/workshop.js';

const CLIENTS = 12;

/** Longest time (ms) without service after a fault; the promise is ten seconds. */
const RECOVERY = 10_000;

describe('a failover', () => {
  const workshop = new Workshop();
  let servers: Postgres[];
  let apps: App[];

  beforeAll(async () => {
    const first = await Postgres.primary(workshop);
    servers = [first, await first.standby('a'), await first.standby('b')];
    await first.set('synchronous_standby_names', 'ANY 1 (a, b)');
    const roles = await Promise.all(servers.map((server) => tellRole(workshop, server)));
    const port = await startPrimaryProxy(
      workshop,
      servers.map((server, i) => ({ port: server.port, check: roles[i]! })),
    );
    const url = `postgres://postgres@127.0.0.1:${port}/strata`;
    await eventually(() => withClient(url, () => Promise.resolve(true)).catch(() => false));
    const replicas = servers.slice(1).map((server) => server.url);
    const env = { DATABASE_URL: url, DATABASE_REPLICA_URLS: replicas.join(',') };
    apps = await Promise.all(Array.from({ length: 3 }, () => startApp(workshop, env)));
    await Promise.all(apps.map((app) => ready(app)));
  });
  afterAll(() => workshop.close());

  /** The standby that has received most: with `ANY 1` it has every acknowledged row. */
  const mostAdvanced = async (): Promise<Postgres> => {
    const positions = await Promise.all(
      servers
        .slice(1)
        .map((server) =>
          server.query<{ received: number }>(
            `select (pg_last_wal_receive_lsn() - '0/0')::float8 as received`,
          ),
        ),
    );
    return positions[0]![0]!.received >= positions[1]![0]!.received ? servers[1]! : servers[2]!;
  };

  it('loses no acknowledged row, and every process serves again within ten seconds', async () => {
    const token = await signIn(apps[0]!.url);
    const acknowledged: string[] = [];
    const seen = new Set<number>();
    let over = false;
    let next = 0;
    const client = async (app: App) => {
      while (!over) {
        const name = `row-${next++}`;
        const status = await postItem(app.url, token, name);
        seen.add(status);
        if (status === 201) acknowledged.push(name);
      }
    };
    const clients = Promise.all(Array.from({ length: CLIENTS }, (_, i) => client(apps[i % 3]!)));
    workshop.keep({
      close: async () => {
        over = true;
        await clients;
      },
    });
    await eventually(() => acknowledged.length > (process.env.CI ? 200 : 2_000), 60_000);

    await servers[0]!.stop('immediate');
    const successor = await mostAdvanced();
    await successor.promote();
    const before = acknowledged.length;
    await eventually(async () => {
      const statuses = await Promise.all(
        apps.map((app) => postItem(app.url, token, `after-${Math.random()}`)),
      );
      return statuses.every((status) => status === 201);
    }, RECOVERY);
    await Promise.all(apps.map((app) => ready(app, RECOVERY)));
    await eventually(() => acknowledged.length > before + 100);
    over = true;
    await clients;

    expect([...seen].filter((status) => ![201, 503].includes(status))).toEqual([]);
    const rows = new Set(await namesOf(apps[0]!.url, token));
    expect(acknowledged.filter((name) => !rows.has(name))).toEqual([]);
    // Not one connection stayed with the old primary, and none is read-only.
    const statuses = await Promise.all(
      Array.from({ length: 60 }, (_, i) => postItem(apps[i % 3]!.url, token, `whole-${i}`)),
    );
    expect(new Set(statuses)).toEqual(new Set([201]));
  }, 180_000);

  it('that left the primary a standby makes readiness say so', async () => {
    const standby = await (await Postgres.primary(workshop, 'lonely')).standby('follower');
    const app = await startApp(workshop, { DATABASE_URL: standby.url, MIGRATE_ON_START: 'false' });
    expect(await send('GET', `${app.url}/health/ready`, {})).toMatchObject({
      status: 503,
      body: { checks: { database: { status: 'error' } } },
    });
    await standby.promote();
    await eventually(async () => {
      const { body } = await send<{ checks: { database: { status: string } } }>(
        'GET',
        `${app.url}/health/ready`,
        {},
      );
      return body.checks.database.status === 'ok';
    });
    expect(await statusOf(`${app.url}/health/live`)).toBe(200);
  });
});
