import { runAsSystem } from '../../src/platform/context/request-context.js';
import { Database } from '../../src/platform/database/database.js';
import { createItems, type ItemBody, ITEMS, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** From the latest to the earliest, as PostgreSQL sorts them. */
const STORED = [
  'infinity',
  '12345-01-01 00:00:00+00',
  '9999-12-31 23:59:59.999+00',
  '2025-01-05 12:00:00.12+00',
  '0001-01-01 00:00:00+00',
  '0044-03-15 00:00:00+00 BC',
  '-infinity',
];

const ANSWERED = STORED.map((text) =>
  text
    .replace('9999-12-31 23:59:59.999+00', '9999-12-31T23:59:59.999Z')
    .replace('2025-01-05 12:00:00.12+00', '2025-01-05T12:00:00.120Z')
    .replace('0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000Z'),
);

interface Body extends ItemBody {
  items: ItemBody[];
  total: number;
  next_cursor: string | null;
}

describe('times that only SQL can store', () => {
  let api: TestApp;
  let ids: string[];
  let headers: Record<string, string>;
  const name = tag();

  beforeAll(async () => {
    api = await startTestApp({ DATABASE_POOL_MAX: '1' });
    ids = (await createItems(api.client, ...STORED.map((_, i) => ({ name: `${name} ${i}` })))).map(
      ({ id }) => id,
    );
    headers = { authorization: `Bearer ${(await api.signUp({ role: 'admin' })).token}` };
    for (const [i, time] of STORED.entries()) await store(ids[i]!, time);
  });

  afterAll(() => api.close());

  const database = () => api.app.get(Database);
  const store = (id: string, time: string) =>
    database().query('update items set created_at = $1, updated_at = $1 where id = $2', [time, id]);

  /** Not by the checking client: the document says `date-time`, which these texts are not. */
  async function get(path: string, changes?: object) {
    const init = { method: 'PATCH', body: JSON.stringify(changes) };
    const response = await fetch(`${await api.app.getUrl()}${path}`, {
      headers: { ...headers, 'content-type': 'application/json' },
      ...(changes && init),
    });
    return { status: response.status, body: (await response.json()) as Body };
  }

  it('are answered as text, and break no list', async () => {
    const { status, body } = await get(`${ITEMS}?search=${name}`);
    expect(status).toBe(200);
    expect(body.items.map(({ created_at }) => created_at)).toEqual(ANSWERED);
    expect((await get(`${ITEMS}/${ids[0]}`)).body).toMatchObject({ created_at: 'infinity' });
  });

  it.each(['-created_at', 'created_at', '-created_at,name', 'updated_at,-name'])(
    'can be paged through by cursor in the order of %s',
    async (order) => {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const at: string = cursor && `&cursor=${cursor}`;
        const { status, body } = await get(`${ITEMS}?search=${name}&order_by=${order}&size=1${at}`);
        expect(status).toBe(200);
        seen.push(...body.items.map(({ id }) => id));
        cursor = body.next_cursor;
      }
      expect(seen).toEqual(order.startsWith('-') ? ids : ids.toReversed());
    },
  );

  it('survive a change of the row', async () => {
    const { status, body } = await get(`${ITEMS}/${ids[1]}`, { quantity: 7 });
    expect([status, body.created_at]).toEqual([200, ANSWERED[1]]);
    await store(ids[1]!, STORED[1]!);
  });

  it('are read by MikroORM in the same way', async () => {
    const rows = await runAsSystem('test', database(), () =>
      database()
        .em.fork()
        .find('Item' as never, { id: ids }, { orderBy: { created_at: 'desc' } as never }),
    );
    expect((rows as unknown as { created_at: Date }[]).map((row) => row.created_at.toJSON())).toEqual(
      ANSWERED,
    );
  });

  it.each(['America/New_York', 'Asia/Kolkata', 'Pacific/Chatham'])(
    'and all others are the same in a session of the time zone %s',
    async (zone) => {
      const { body: before } = await get(`${ITEMS}/${ids[3]}`);
      await database().query(`select set_config('timezone', $1, false)`, [zone]);
      try {
        expect((await get(`${ITEMS}/${ids[3]}`)).body).toEqual(before);
        const { body } = await get(`${ITEMS}?search=${name}&created_at__gte=${ANSWERED[3]}`);
        expect(body.total).toBe(4);
      } finally {
        await database().query(`select set_config('timezone', 'UTC', false)`);
      }
    },
  );
});

describe('a time in a filter', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  it.each([
    ['9999-12-31T23:59:59.9999Z', 200],
    ['9999-12-31T23:59:59-01:00', 422],
    ['0001-01-01T00:00:00%2B01:00', 422],
    ['infinity', 422],
  ])('%s is %d', async (time, status) => {
    expect((await api.client.get(`${ITEMS}?created_at__lte=${time}`)).status).toBe(status);
  });
});
