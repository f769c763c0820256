import { RequestContext, runInContext } from '../../../src/platform/context/request-context.js';
import { Database } from '../../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { killBackends, withClient } from '../support/backends.js';
import { eventually } from '../support/eventually.js';

const ITEMS = '/api/v1/items';

describe('a database that does not let a statement through', () => {
  let api: TestApp;
  let url: string;
  let database: Database;

  beforeAll(async () => {
    api = await startTestApp({
      LOCK_TIMEOUT_MS: '300',
      STATEMENT_TIMEOUT_MS: '2500',
      IDLE_IN_TRANSACTION_TIMEOUT_MS: '300',
    });
    url = api.config.DATABASE_URL!;
    database = api.app.get(Database);
  });
  afterAll(() => api.close());

  const transaction = <T>(work: () => Promise<T>) =>
    runInContext(new RequestContext('test', database), () => database.transaction(work));

  const pausedTransactions = () =>
    withClient(url, async (client) => {
      const { rowCount } = await client.query(
        `select from pg_stat_activity
          where datname = current_database() and application_name = 'strata' and state = 'idle in transaction'`,
      );
      return rowCount;
    });

  it('answers 409 when a row stays locked', async () => {
    const { body: item } = await api.client.post(ITEMS, { name: 'Locked' });
    await withClient(url, async (client) => {
      await client.query('begin');
      await client.query('select from items where id = $1 for update', [item.id]);
      const answer = await api.client.patch(`${ITEMS}/${item.id}`, { quantity: 7 });
      expect(answer.status).toBe(409);
      expect(answer.body.error_code).toBe('CONFLICT');
    });
    expect((await api.client.patch(`${ITEMS}/${item.id}`, { quantity: 7 })).status).toBe(200);
  });

  it('ends a statement that takes too long', async () => {
    await expect(database.query('select pg_sleep(20)')).rejects.toMatchObject({ status: 503 });
    await expect(transaction(() => database.query('select pg_sleep(20)'))).rejects.toMatchObject({
      status: 503,
    });
  });

  it('ends a transaction that pauses too long', async () => {
    const paused = transaction(async () => {
      await database.query('select 1');
      await eventually(async () => (await pausedTransactions()) === 0);
      await database.query('select 1');
    });
    await expect(paused).rejects.toMatchObject({ status: 503 });
    expect((await api.client.get(ITEMS)).status).toBe(200);
  });

  it('runs a transaction again that lost a deadlock', async () => {
    const ids: string[] = [];
    for (const name of ['First', 'Second']) {
      ids.push((await api.client.post(ITEMS, { name })).body.id as string);
    }
    const raise = (id: string) =>
      database.query('update items set quantity = quantity + 1 where id = $1', [id]);
    let attempts = 0;
    const waiting: (() => void)[] = [];
    const inOrder = (order: string[]) =>
      transaction(async () => {
        attempts++;
        await raise(order[0]!);
        if (attempts <= 2) {
          await new Promise<void>((resolve) => {
            waiting.push(resolve);
            if (waiting.length === 2) waiting.forEach((go) => go());
          });
        }
        await raise(order[1]!);
      });
    await withClient(url, (client) =>
      client.query(`alter database ${new URL(url).pathname.slice(1)} set deadlock_timeout = '50ms'`),
    );
    await killBackends(url);
    await eventually(async () => (await api.client.get(ITEMS)).status === 200);
    await Promise.all([inOrder(ids), inOrder(ids.toReversed())]);
    expect(attempts).toBe(3);
    for (const id of ids) {
      expect((await api.client.get(`${ITEMS}/${id}`)).body.quantity).toBe(2);
    }
  });

  it('runs a single statement again after a serialization failure, and gives up with 409', async () => {
    await withClient(url, (client) =>
      client.query(`
        create sequence tries;
        create function unlucky(failures int) returns bigint language plpgsql as $$
        declare try bigint := nextval('tries');
        begin
          if try % 10 <= failures then raise exception 'try again' using errcode = '40001'; end if;
          return try;
        end $$`),
    );
    expect(await database.query('select unlucky(2) as try')).toEqual([{ try: '3' }]);
    await expect(database.query('select unlucky(9) as try')).rejects.toMatchObject({ status: 409 });
    expect(await database.query<{ last_value: string }>('select last_value from tries')).toEqual([
      { last_value: '6' },
    ]);
  });

  it('reads, but answers 503 to writes, on a server that became read-only', async () => {
    const name = new URL(url).pathname.slice(1);
    const readOnly = async (on: boolean) => {
      await withClient(process.env.DATABASE_URL!, (client) =>
        client.query(`alter database ${name} set default_transaction_read_only = ${on ? 'on' : 'off'}`),
      );
      await killBackends(url);
      await eventually(async () => (await api.client.get(ITEMS)).status === 200);
    };
    await readOnly(true);
    const created = await api.client.post(ITEMS, { name: 'Not now' });
    expect(created.status).toBe(503);
    expect(created.headers['retry-after']).toBeDefined();
    await readOnly(false);
    expect((await api.client.post(ITEMS, { name: 'Not now' })).status).toBe(201);
  });
});
