import { createItems, faults, type ItemBody, ITEMS, listPath, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const BULK = `${ITEMS}/bulk`;
const MISSING = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';

describe('items in bulk', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  async function totalOf(name: string): Promise<number> {
    return (await api.client.get(listPath({ name__like: name }))).body.total as number;
  }

  async function stored(id: string): Promise<ItemBody> {
    return (await api.client.get(`${ITEMS}/${id}`)).body as ItemBody;
  }

  describe('creating', () => {
    it('creates all rows and keeps their order', async () => {
      const name = tag();
      const items = ['c', 'a', 'b'].map((end, i) => ({ name: name + end, ...(i > 0 && { quantity: i }) }));
      const { status, body } = await api.client.post(BULK, { items });
      expect([status, body.created]).toEqual([201, 3]);
      expect(body.items).toMatchObject([
        { name: `${name}c`, quantity: 0, status: 'draft', description: null, version: 1 },
        { name: `${name}a`, quantity: 1 },
        { name: `${name}b`, quantity: 2 },
      ]);
      for (const item of body.items as ItemBody[]) {
        expect(await stored(item.id)).toEqual(item);
      }
    });

    it('creates a thousand rows, and no more', async () => {
      const name = tag();
      const items = Array.from({ length: 1000 }, (_, i) => ({ name: `${name} ${i}`, quantity: i }));
      const { status, body } = await api.client.post(BULK, { items });
      expect([status, body.created]).toEqual([201, 1000]);
      expect((body.items as ItemBody[]).map(({ quantity }) => quantity)).toEqual(
        items.map(({ quantity }) => quantity),
      );
      const more = await api.client.post(BULK, { items: [...items, { name }] });
      expect([more.status, faults(more.body)]).toEqual([422, [[['body', 'items'], 'max_items']]]);
      expect(await totalOf(name)).toBe(1000);
    });

    it('creates nothing if one row breaks a rule, and names each such row', async () => {
      const name = tag();
      const items = [{ name }, { name: '' }, { name: `${name}2`, quantity: '1' }, null, { colour: 'red' }];
      const { status, body } = await api.client.post(BULK, { items });
      expect(status).toBe(422);
      expect(faults(body)).toEqual([
        [['body', 'items', 1, 'name'], 'min_length'],
        [['body', 'items', 2, 'quantity'], 'integer'],
        [['body', 'items', 3], 'object'],
        [['body', 'items', 4, 'name'], 'missing'],
        [['body', 'items', 4, 'colour'], 'unknown'],
      ]);
      expect(await totalOf(name)).toBe(0);
    });

    it('creates nothing if names are taken, and names each such row', async () => {
      const name = tag();
      await createItems(api.client, { name: `${name}1` }, { name: `${name}3` });
      const items = [0, 1, 2, 3].map((i) => ({ name: `${name}${i}` }));
      const { status, body } = await api.client.post(BULK, { items });
      expect([status, body.error_code]).toEqual([409, 'CONFLICT']);
      expect(faults(body)).toEqual([
        [['body', 'items', 1, 'name'], 'unique'],
        [['body', 'items', 3, 'name'], 'unique'],
      ]);
      expect(await totalOf(name)).toBe(2);
    });

    it('lets one of two batches with a common name win', async () => {
      const name = tag();
      const batches = [0, 1, 2, 3, 4].map((i) => {
        const items = Array.from({ length: 50 }, (_, j) => ({ name: `${name} ${(j * 7 + i * 13) % 50}` }));
        return api.client.post(BULK, { items });
      });
      const statuses = (await Promise.all(batches)).map(({ status }) => status).sort();
      expect(statuses).toEqual([201, 409, 409, 409, 409]);
      expect(await totalOf(name)).toBe(50);
    });
  });

  it.each(['post', 'put'] as const)('%s refuses the same name twice, trimmed', async (method) => {
    const name = tag();
    const items = [{ name }, { name: `${name}x` }, { name: ` ${name} ` }, { name: `${name}\n` }];
    const { status, body } = await api.client[method](BULK, { items });
    expect([status, faults(body)]).toEqual([
      422,
      [
        [['body', 'items', 2, 'name'], 'duplicate'],
        [['body', 'items', 3, 'name'], 'duplicate'],
      ],
    ]);
    expect(await totalOf(name)).toBe(0);
  });

  it.each([
    ['post', {}, ['body', 'items'], 'missing'],
    ['post', { items: null }, ['body', 'items'], 'null'],
    ['post', { items: [] }, ['body', 'items'], 'min_items'],
    ['post', { items: {} }, ['body', 'items'], 'list'],
    ['post', { items: 'x' }, ['body', 'items'], 'list'],
    ['post', { items: [[]] }, ['body', 'items', 0], 'object'],
    ['post', { items: [{ name: 'a', id: MISSING }] }, ['body', 'items', 0, 'id'], 'unknown'],
    ['post', { items: [{ name: 'a' }], on_conflict: 'ignore' }, ['body', 'on_conflict'], 'unknown'],
    ['put', { items: [] }, ['body', 'items'], 'min_items'],
    ['put', { items: [{ name: 'a', quantity: null }] }, ['body', 'items', 0, 'quantity'], 'null'],
    ['put', { items: [{ quantity: 1 }] }, ['body', 'items', 0, 'name'], 'missing'],
    ['put', { items: [{ name: 'a' }], on_conflict: 'replace' }, ['body', 'on_conflict'], 'enum'],
    ['put', { items: [{ name: 'a' }], on_conflict: null }, ['body', 'on_conflict'], 'null'],
    ['put', { items: [{ name: 'a' }], update_fields: [] }, ['body', 'update_fields'], 'min_items'],
    ['put', { items: [{ name: 'a' }], update_fields: null }, ['body', 'update_fields'], 'null'],
    ['put', { items: [{ name: 'a' }], update_fields: ['name'] }, ['body', 'update_fields'], 'items'],
    ['put', { items: [{ name: 'a' }], update_fields: ['version'] }, ['body', 'update_fields'], 'items'],
    ['put', { items: [{ name: 'a' }], update_fields: 'status' }, ['body', 'update_fields'], 'list'],
  ] as const)('%s refuses %j', async (method, input, loc, type) => {
    const { status, body } = await api.client[method](BULK, input);
    expect([status, faults(body)]).toEqual([422, [[loc, type]]]);
  });

  describe('upserting', () => {
    it('creates, updates and ignores rows, and tells them apart', async () => {
      const name = tag();
      const [a, b] = await createItems(
        api.client,
        { name: `${name}a`, quantity: 1, description: 'old' },
        { name: `${name}b`, quantity: 2 },
      );
      const items = [
        { name: `${name}c`, quantity: 3 },
        { name: `${name}b`, quantity: 2 },
        { name: `${name}a`, quantity: 9, status: 'active' },
      ];
      const { status, body } = await api.client.put(BULK, { items });
      expect(status).toBe(200);
      expect(body).toMatchObject({ created: 1, updated: 1, ignored: 1 });
      const [c] = body.items as ItemBody[];
      expect(c).toMatchObject({ name: `${name}c`, quantity: 3, status: 'draft', version: 1 });
      expect(body.items[1]).toEqual(b);
      expect(body.items[2]).toEqual({
        ...a,
        quantity: 9,
        status: 'active',
        version: 2,
        updated_at: expect.any(String),
      });
      expect(await stored(a!.id)).toEqual(body.items[2]);
    });

    it('keeps the fields that a row does not carry, row by row', async () => {
      const name = tag();
      const given = { description: 'kept', quantity: 5, status: 'active' };
      await createItems(api.client, ...['a', 'b', 'c', 'd'].map((end) => ({ name: name + end, ...given })));
      const items = [
        { name: `${name}a`, quantity: 6 },
        { name: `${name}b`, description: null },
        { name: `${name}c`, status: 'archived' },
        { name: `${name}d` },
      ];
      const { body } = await api.client.put(BULK, { items });
      expect(body).toMatchObject({ created: 0, updated: 3, ignored: 1 });
      expect(body.items).toMatchObject([
        { ...given, quantity: 6, version: 2 },
        { ...given, description: null, version: 2 },
        { ...given, status: 'archived', version: 2 },
        { ...given, version: 1 },
      ]);
    });

    it('changes the chosen fields only', async () => {
      const name = tag();
      await createItems(api.client, { name, quantity: 1, status: 'draft' }, { name: `${name}2` });
      const items = [
        { name, quantity: 7, status: 'active', description: 'new' },
        { name: `${name}2`, description: 'not carried: quantity' },
        { name: `${name}3`, quantity: 8, status: 'active' },
      ];
      const update_fields = ['quantity', 'quantity'];
      const { body } = await api.client.put(BULK, { items, update_fields });
      expect(body).toMatchObject({ created: 1, updated: 1, ignored: 1 });
      expect(body.items).toMatchObject([
        { quantity: 7, status: 'draft', description: null, version: 2 },
        { quantity: 0, description: null, version: 1 },
        { quantity: 8, status: 'active', version: 1 },
      ]);
    });

    it('leaves rows that exist alone when it is told to', async () => {
      const name = tag();
      const [item] = await createItems(api.client, { name, quantity: 1 });
      const items = [
        { name: `${name}2`, quantity: 2 },
        { name, quantity: 7 },
      ];
      const { body } = await api.client.put(BULK, { items, on_conflict: 'ignore' });
      expect(body).toMatchObject({ created: 1, updated: 0, ignored: 1 });
      expect(body.items).toMatchObject([{ name: `${name}2`, quantity: 2 }, item!]);
    });

    it('changes nothing when it is sent again', async () => {
      const name = tag();
      const items = [
        { name, quantity: 1, description: null },
        { name: `${name}2`, status: 'active' },
      ];
      const first = await api.client.put(BULK, { items });
      expect(first.body).toMatchObject({ created: 2, updated: 0, ignored: 0 });
      const second = await api.client.put(BULK, { items });
      expect(second.body).toEqual({ created: 0, updated: 0, ignored: 2, items: first.body.items });
    });

    it('leaves a deleted row with the same name alone', async () => {
      const name = tag();
      const [dead] = await createItems(api.client, { name, quantity: 1 });
      await api.client.delete(`${ITEMS}/${dead!.id}`);
      for (const on_conflict of ['ignore', 'update']) {
        const { body } = await api.client.put(BULK, { items: [{ name, quantity: 2 }], on_conflict });
        expect(body.items[0]).toMatchObject({ quantity: 2, deleted_at: null, version: 1 });
        expect(body.items[0].id).not.toBe(dead!.id);
      }
      const { body } = await api.client.get(listPath({ name, deleted: 'only' }));
      expect(body.items).toMatchObject([{ id: dead!.id, quantity: 1, version: 2 }]);
    });

    it('takes a thousand rows, and no more', async () => {
      const name = tag();
      const items = Array.from({ length: 1000 }, (_, i) => ({ name: `${name} ${i}`, quantity: i }));
      const first = await api.client.put(BULK, { items });
      expect(first.body).toMatchObject({ created: 1000, updated: 0, ignored: 0 });
      const changed = items.map((item, i) => ({ ...item, quantity: i % 2 ? item.quantity + 1 : i }));
      const second = await api.client.put(BULK, { items: changed.toReversed() });
      expect(second.body).toMatchObject({ created: 0, updated: 500, ignored: 500 });
      expect((second.body.items as ItemBody[]).map((item) => item.name)).toEqual(
        changed.toReversed().map((item) => item.name),
      );
      const more = await api.client.put(BULK, { items: [...items, { name }] });
      expect(faults(more.body)).toEqual([[['body', 'items'], 'max_items']]);
    });

    it('keeps a deleted row out of the way of the next one, whatever comes first', async () => {
      const name = tag();
      const { body } = await api.client.put(BULK, { items: [{ name }] });
      await api.client.delete(`${ITEMS}/${body.items[0].id}`);
      await api.client.put(BULK, { items: [{ name }] });
      expect((await api.client.post(`${ITEMS}/${body.items[0].id}/restore`)).status).toBe(409);
    });
  });

  describe('deleting', () => {
    const DELETE = `${BULK}/delete`;

    it('deletes the rows that are there, each once', async () => {
      const name = tag();
      const [a, b, c] = await createItems(
        api.client,
        ...['a', 'b', 'c'].map((end) => ({ name: name + end })),
      );
      await api.client.delete(`${ITEMS}/${c!.id}`);
      const ids = [a!.id, MISSING, a!.id, a!.id.toUpperCase(), b!.id.toUpperCase(), c!.id];
      const { status, body } = await api.client.post(DELETE, { ids });
      expect([status, body]).toEqual([200, { deleted: 2 }]);
      expect(await totalOf(name)).toBe(0);
      const { body: trash } = await api.client.get(listPath({ name__like: name, deleted: 'only' }));
      expect((trash.items as ItemBody[]).map(({ version }) => version)).toEqual([2, 2, 2]);
      expect((await api.client.post(DELETE, { ids })).body).toEqual({ deleted: 0 });
    });

    it('takes a thousand ids, and no more', async () => {
      const ids = Array<string>(1000).fill(MISSING);
      expect((await api.client.post(DELETE, { ids })).body).toEqual({ deleted: 0 });
      const { status, body } = await api.client.post(DELETE, { ids: [...ids, MISSING] });
      expect([status, faults(body)]).toEqual([422, [[['body', 'ids'], 'max_items']]]);
    });

    it.each([
      [{}, ['body', 'ids'], 'missing'],
      [{ ids: null }, ['body', 'ids'], 'null'],
      [{ ids: [] }, ['body', 'ids'], 'min_items'],
      [{ ids: MISSING }, ['body', 'ids'], 'list'],
      [{ ids: ['x'] }, ['body', 'ids', 0], 'uuid'],
      [{ ids: [MISSING, null] }, ['body', 'ids', 1], 'uuid'],
      [{ ids: [1] }, ['body', 'ids', 0], 'uuid'],
      [{ ids: [MISSING], force: true }, ['body', 'force'], 'unknown'],
    ])('refuses %j', async (input, loc, type) => {
      const { status, body } = await api.client.post(DELETE, input);
      expect([status, faults(body)]).toEqual([422, [[loc, type]]]);
    });

    it('neither blocks nor fails when many delete the same rows in another order', async () => {
      const name = tag();
      const items = Array.from({ length: 100 }, (_, i) => ({ name: `${name} ${i}` }));
      const { body } = await api.client.post(BULK, { items });
      const ids = (body.items as ItemBody[]).map(({ id }) => id);
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) => api.client.post(DELETE, { ids: i % 2 ? ids : ids.toReversed() })),
      );
      expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200));
      expect(answers.reduce((sum, answer) => sum + (answer.body.deleted as number), 0)).toBe(100);
    });
  });
});
