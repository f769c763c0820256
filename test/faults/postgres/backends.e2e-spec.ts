import { RequestContext, runInContext } from '../../../src/platform/context/request-context.js';
import { Database } from '../../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { killBackends, waitsForLock, withClient } from '../support/backends.js';
import { eventually } from '../support/eventually.js';

const ITEMS = '/api/v1/items';
const POOL = 3;

describe('server processes that die', () => {
  let api: TestApp;
  let url: string;

  beforeAll(async () => {
    api = await startTestApp({ DATABASE_POOL_MAX: String(POOL), DATABASE_CONNECT_TIMEOUT_MS: '1000' });
    url = api.config.DATABASE_URL!;
  });
  afterAll(() => api.close());

  const atOnce = (count: number) =>
    Promise.all(Array.from({ length: count }, async () => (await api.client.get(ITEMS)).status));
  const allServed = async () => (await atOnce(2 * POOL)).every((status) => status === 200);

  it('while idle are replaced', async () => {
    await eventually(allServed);
    expect(await killBackends(url)).toBeGreaterThan(0);
    await eventually(allServed);
  });

  it('under a statement fail it with 503', async () => {
    const { body: item } = await api.client.post(ITEMS, { name: 'Locked, then cut off' });
    await withClient(url, async (client) => {
      await client.query('begin');
      await client.query('select from items where id = $1 for update', [item.id]);
      const patched = api.client.patch(`${ITEMS}/${item.id}`, { quantity: 7 });
      await eventually(() => waitsForLock(url));
      await killBackends(url, 'active');
      const answer = await patched;
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toBeDefined();
    });
    expect((await api.client.get(`${ITEMS}/${item.id}`)).body.quantity).toBe(0);
  });

  it.each(['between its statements', 'under its statement', 'before its commit'])(
    'inside a transaction, %s, more often than the pool has connections, leave the pool whole',
    async (moment) => {
      const database = api.app.get(Database);
      const die = async (): Promise<void> => {
        await database.query('select 1');
        if (moment === 'under its statement') {
          await database.query('select pg_terminate_backend(pg_backend_pid())');
        } else {
          await killBackends(url, 'idle in transaction');
        }
        if (moment === 'between its statements') {
          await database.query('select 1');
        }
      };
      for (let i = 0; i < 2 * POOL + 1; i++) {
        const failed = runInContext(new RequestContext('test', database), () => database.transaction(die));
        await expect(failed).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
      }
      await eventually(allServed);
    },
  );

  it('keep the connection when only the statement failed', async () => {
    await api.client.post(ITEMS, { name: 'Taken' });
    const pids = () =>
      withClient(url, async (client) => {
        const { rows } = await client.query<{ pid: number }>(
          `select pid from pg_stat_activity where datname = current_database() and application_name = 'strata' order by pid`,
        );
        return rows.map(({ pid }) => pid);
      });
    await atOnce(2 * POOL);
    const before = await pids();
    for (let i = 0; i < 2 * POOL; i++) {
      expect((await api.client.post(ITEMS, { name: 'Taken' })).status).toBe(409);
    }
    expect(await pids()).toEqual(before);
  });

  it('let nobody wait for a connection that does not come free', async () => {
    const database = api.app.get(Database);
    let held = 0;
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    const transactions = Array.from({ length: POOL }, () =>
      runInContext(new RequestContext('test', database), () =>
        database.transaction(async () => {
          await database.query('select 1');
          held++;
          await released;
        }),
      ),
    );
    await eventually(() => held === POOL);
    expect(await atOnce(4)).toEqual([503, 503, 503, 503]);
    release();
    await Promise.all(transactions);
    expect(await allServed()).toBe(true);
  });
});
