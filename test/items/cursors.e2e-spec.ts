import type { ApiClient } from '../support/api-client.js';
import { createItems, faults, type ItemBody, ITEMS, listPath, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

type Parameters = Record<string, string | number | boolean>;

describe('lists of items, by cursor', () => {
  let api: TestApp;
  const name = tag();

  beforeAll(async () => {
    api = await startTestApp();
    await createItems(
      api.client,
      ...Array.from({ length: 9 }, (_, i) => ({ name: `${name} ${i}`, quantity: i % 3 })),
    );
  });

  afterAll(() => api.close());

  async function page(parameters: Parameters, client: ApiClient = api.client) {
    const { status, body, headers } = await client.get(listPath({ search: name, ...parameters }));
    const numbers = ((body.items ?? []) as ItemBody[]).map((item) => Number(item.name.at(-1)));
    return { status, body, numbers, link: headers.link };
  }

  /** Every page from the first on, and then all the way back. */
  async function walk(parameters: Parameters): Promise<{ there: number[][]; back: number[][] }> {
    const there: number[][] = [];
    const back: number[][] = [];
    let current = await page(parameters);
    there.push(current.numbers);
    while (current.body.next_cursor) {
      current = await page({ ...parameters, cursor: current.body.next_cursor });
      there.push(current.numbers);
    }
    while (current.body.previous_cursor) {
      current = await page({ ...parameters, cursor: current.body.previous_cursor });
      back.push(current.numbers);
    }
    return { there, back };
  }

  it.each([
    ['-created_at', [8, 7, 6, 5, 4, 3, 2, 1, 0]],
    ['created_at', [0, 1, 2, 3, 4, 5, 6, 7, 8]],
    ['name', [0, 1, 2, 3, 4, 5, 6, 7, 8]],
    ['quantity', [0, 3, 6, 1, 4, 7, 2, 5, 8]],
    ['-quantity', [8, 5, 2, 7, 4, 1, 6, 3, 0]],
    ['quantity,-name', [6, 3, 0, 7, 4, 1, 8, 5, 2]],
    ['-quantity,name', [2, 5, 8, 1, 4, 7, 0, 3, 6]],
    ['status,-updated_at', [8, 7, 6, 5, 4, 3, 2, 1, 0]],
  ])('walks there and back by %s', async (order_by, numbers) => {
    for (const size of [1, 2, 3, 4, 100]) {
      const { there, back } = await walk({ order_by, size });
      expect(there.flat()).toEqual(numbers);
      expect(back.toReversed().flat()).toEqual(numbers.slice(0, numbers.length - there.at(-1)!.length));
    }
  });

  it('has neither page nor total, unless it is asked to count', async () => {
    const first = await page({ size: 4 });
    const second = await page({ size: 4, cursor: first.body.next_cursor });
    expect(second.body).toMatchObject({ page: null, pages: null, total: null, size: 4 });
    const counted = await page({ size: 4, cursor: first.body.next_cursor, include_total: true });
    expect(counted.body).toMatchObject({ page: null, total: 9 });
    expect(counted.numbers).toEqual(second.numbers);
  });

  it('goes on from any page by number', async () => {
    const second = await page({ size: 3, page: 2 });
    expect((await page({ size: 3, cursor: second.body.next_cursor })).numbers).toEqual([2, 1, 0]);
    expect((await page({ size: 3, cursor: second.body.previous_cursor })).numbers).toEqual([8, 7, 6]);
  });

  it('may change the size on the way', async () => {
    const first = await page({ size: 2 });
    const second = await page({ size: 4, cursor: first.body.next_cursor });
    expect(second.numbers).toEqual([6, 5, 4, 3]);
    expect((await page({ size: 1, cursor: second.body.previous_cursor })).numbers).toEqual([7]);
  });

  it('links to first, prev and next', async () => {
    const first = await page({ size: 3 });
    const { link, body } = await page({ size: 3, cursor: first.body.next_cursor });
    expect([...link!.matchAll(/rel="(\w+)"/g)].map(([, rel]) => rel)).toEqual(['first', 'prev', 'next']);
    expect(link).toContain(`cursor=${body.next_cursor}`);
    expect(link).not.toContain('page=');
  });

  it('neither skips nor repeats rows while others come and go', async () => {
    const own = tag();
    const items = await createItems(
      api.client,
      ...Array.from({ length: 6 }, (_, i) => ({ name: `${own} ${i}`, quantity: 5 })),
    );
    const parameters = { search: own, size: 2, order_by: 'quantity' };
    const seen: string[] = [];
    let { body } = await page(parameters);
    for (let i = 0; ; i++) {
      seen.push(...(body.items as ItemBody[]).map(({ id }) => id));
      await createItems(api.client, { name: `${own} early ${i}`, quantity: 1 });
      await api.client.delete(`${ITEMS}/${body.items.at(-1).id}`);
      if (!body.next_cursor) {
        break;
      }
      ({ body } = await page({ ...parameters, cursor: body.next_cursor }));
    }
    expect(seen).toEqual(items.map(({ id }) => id));
  });

  it.each<[string, Parameters]>([
    ['another order', { order_by: 'name' }],
    ['the order turned round', { order_by: 'created_at' }],
    ['another filter', { quantity: 1 }],
    ['another search', { search: `${name} ` + '1' }],
    ['no search', { search: '' }],
    ['deleted rows', { deleted: 'include' }],
  ])('refuses a cursor with %s', async (_what, change) => {
    const { next_cursor } = (await page({ size: 2 })).body;
    const { status, body } = await page({ size: 2, cursor: next_cursor, ...change });
    expect([status, faults(body)]).toEqual([422, [[['query', 'cursor'], 'cursor']]]);
  });

  it('takes a cursor with the default order written out, and the filters in another order', async () => {
    const { next_cursor } = (await page({ size: 2, quantity__gte: 0, status: 'draft' })).body;
    const written = { status: 'draft', order_by: '-created_at', quantity__gte: 0, size: 2 };
    expect((await page({ ...written, cursor: next_cursor })).status).toBe(200);
  });

  it('refuses a cursor together with a page', async () => {
    const { next_cursor } = (await page({ size: 2 })).body;
    const { status, body } = await page({ size: 2, cursor: next_cursor, page: 1 });
    expect([status, faults(body)]).toEqual([422, [[['query', 'page'], 'conflict']]]);
  });

  it('refuses a cursor that was changed anywhere', async () => {
    const { next_cursor } = (await page({ size: 2 })).body as { next_cursor: string };
    const changed = [...next_cursor].map(
      (char, i) => next_cursor.slice(0, i) + (char === 'A' ? 'B' : 'A') + next_cursor.slice(i + 1),
    );
    for (const cursor of [...changed, next_cursor.slice(1), next_cursor.slice(0, -1), `${next_cursor}A`]) {
      const { status, body } = await page({ size: 2, cursor });
      expect([cursor, status, faults(body)]).toEqual([cursor, 422, [[['query', 'cursor'], 'cursor']]]);
    }
  });

  it.each([
    '',
    'x',
    'null',
    '[]',
    'e30',
    'W10',
    'bnVsbA',
    '====',
    '\0',
    '😀',
    'A'.repeat(5000),
    Buffer.from('[1,"x",1,{"a":1}]').toString('base64url'),
    Buffer.from(JSON.stringify(['x', 'next', '2020', 'x'])).toString('base64url'),
  ])('refuses the cursor %j', async (cursor) => {
    const { status, body } = await page({ cursor });
    expect([status, faults(body)]).toEqual([422, [[['query', 'cursor'], 'cursor']]]);
  });

  it('refuses two cursors', async () => {
    const { next_cursor } = (await page({ size: 2 })).body;
    const twice = `${listPath({ search: name, cursor: next_cursor })}&cursor=${next_cursor}`;
    expect(faults((await api.client.get(twice)).body)).toEqual([[['query', 'cursor'], 'multiple']]);
  });
});
