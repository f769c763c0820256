import { withClient } from '../faults/support/backends.js';
import { eventually } from '../faults/support/eventually.js';
import { postItem, signIn } from '../faults/support/run-server.js';
import { ready, send, startApp, statusOf } from './support/app.js';
import { startPgBouncer } from './support/pgbouncer.js';
import { Postgres } from './support/postgres.js';
import { Workshop } from './support/workshop.js';

interface Item {
  id: string;
  name: string;
  created_at: string;
}

describe('PgBouncer in transaction mode', () => {
  const workshop = new Workshop();
  let primary: Postgres;

  beforeAll(async () => {
    primary = await Postgres.primary(workshop);
    // Times and dates of the application depend on none of these.
    await primary.query(`alter database strata set timezone = 'America/New_York'`);
    await primary.query(`alter database strata set datestyle = 'German'`);
  });
  afterAll(() => workshop.close());

  const itemsOf = (url: string) => `${url}/api/v1/items`;

  it('lets four processes migrate an empty database at once, and leaves no lock behind', async () => {
    const { url } = await startPgBouncer(workshop, primary.port, [
      'default_pool_size = 3',
      'reserve_pool_size = 0',
    ]);
    const four = await Promise.all(
      Array.from({ length: 4 }, () => startApp(workshop, { DATABASE_URL: url, LOG_LEVEL: 'info' })),
    );
    await Promise.all(four.map((app) => ready(app)));
    expect(four.filter(({ output }) => output().includes('"Migrated the database'))).toHaveLength(1);
    expect(await primary.query(`select from pg_locks where locktype = 'advisory'`)).toEqual([]);
    for (const app of four) await app.close();
  });

  it('is served with the shipped configuration: limits hold, times are right, names of statements do no harm', async () => {
    const { url } = await startPgBouncer(workshop, primary.port, ['default_pool_size = 4']);
    const [one, two] = await Promise.all([
      startApp(workshop, { DATABASE_URL: url }),
      startApp(workshop, { DATABASE_URL: url, DATABASE_PREPARED_STATEMENTS: 'false' }),
    ]);
    const token = await signIn(one.url);
    const statuses = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => postItem((i % 2 ? one : two).url, token, `pooled-${i}`)),
    );
    expect(new Set(statuses)).toEqual(new Set([201]));
    const { body } = await send<{ items: Item[]; total: number }>(
      'GET',
      `${itemsOf(one.url)}?size=100`,
      token,
    );
    expect(body.total).toBe(200);
    expect(Math.abs(Date.now() - Date.parse(body.items[0]!.created_at))).toBeLessThan(60_000);
    const bulk = { items: [{ name: 'pooled-0', quantity: 5 }, { name: 'new' }] };
    expect(await send('PUT', `${itemsOf(two.url)}/bulk`, token, bulk)).toMatchObject({
      status: 200,
      body: { created: 1, updated: 1 },
    });
    const held = body.items[0]!;
    await withClient(primary.url, async (client) => {
      await client.query('begin');
      await client.query('select from items where id = $1 for update', [held.id]);
      const patch = await send('PATCH', `${itemsOf(one.url)}/${held.id}`, token, { name: 'refused' });
      expect(patch.status).toBe(409);
      await client.query('rollback');
    });
    expect(await send('GET', `${itemsOf(two.url)}/${held.id}`, token)).toMatchObject({
      body: { name: held.name },
    });
  });

  it('is refused when it drops the limits, with what to do; with DATABASE_LIMITS=transaction statements bring their own', async () => {
    const { url } = await startPgBouncer(
      workshop,
      primary.port,
      ['ignore_startup_parameters = extra_float_digits'],
      false,
    );
    const refused = await startApp(workshop, { DATABASE_URL: url });
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toMatch(
      /statement_timeout[^]*connect_query='SET statement_timeout = 10000[^]*ALTER ROLE/,
    );
    expect(refused.output()).not.toMatch(/^\s+at /m);

    const app = await startApp(workshop, {
      DATABASE_URL: url,
      DATABASE_LIMITS: 'transaction',
      LOCK_TIMEOUT_MS: '500',
    });
    expect(app.output()).toContain('statement_timeout is 0 ms instead of 10000 ms');
    const token = await signIn(app.url);
    const { body: item } = await send<Item>('POST', itemsOf(app.url), token, { name: 'unlimited' });
    await withClient(primary.url, async (client) => {
      await client.query('begin');
      await client.query('select from items where id = $1 for update', [item.id]);
      expect((await send('PATCH', `${itemsOf(app.url)}/${item.id}`, token, { name: 'late' })).status).toBe(
        409,
      );
      await client.query('rollback');
    });
    expect(await send('GET', `${itemsOf(app.url)}/${item.id}`, token)).toMatchObject({
      body: { name: 'unlimited' },
    });
  });

  it('answers 503 and nothing else while the pooler or the database behind it is away, and serves again at once', async () => {
    const { daemon, url } = await startPgBouncer(workshop, primary.port, ['query_wait_timeout = 2']);
    const app = await startApp(workshop, { DATABASE_URL: url });
    const token = await signIn(app.url);
    await postItem(app.url, token, 'before');
    const seen = new Set<number>();
    const ask = async () => {
      const statuses = await Promise.all([
        statusOf(itemsOf(app.url), token),
        statusOf(`${app.url}/api/v1/users/me`, token),
        postItem(app.url, token, `outage-${Math.random()}`),
      ]);
      statuses.forEach((status) => seen.add(status));
      return statuses;
    };
    const outage = async (down: () => Promise<void>, up: () => Promise<void>) => {
      await down();
      const until = Date.now() + 3_000;
      while (Date.now() < until) await ask();
      await up();
      await eventually(async () => (await ask()).join() === '200,200,201');
    };
    await outage(
      () => daemon.stop('SIGKILL'),
      () => daemon.start(),
    );
    await outage(
      () => primary.stop('immediate'),
      () => primary.start(),
    );
    expect([...seen].sort()).toEqual([200, 201, 503]);
  });
});
