import { createItems, faults, type ItemBody, ITEMS, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('changing an item', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  async function item(): Promise<ItemBody> {
    const input = { name: tag(), description: 'as it was', quantity: 5, status: 'active' };
    return (await createItems(api.client, input))[0]!;
  }

  it('changes the given fields, keeps the others and raises the version', async () => {
    const before = await item();
    const { status, body, headers } = await api.client.patch(`${ITEMS}/${before.id}`, { quantity: 6 });
    expect(status).toBe(200);
    expect(body).toEqual({ ...before, quantity: 6, version: 2, updated_at: expect.any(String) });
    expect(Date.parse(body.updated_at)).toBeGreaterThanOrEqual(Date.parse(before.updated_at));
    expect(headers.etag).toBe('"2"');
    expect((await api.client.get(`${ITEMS}/${before.id}`)).body).toEqual(body);
  });

  it('changes nothing for {}', async () => {
    const before = await item();
    const { status, body, headers } = await api.client.patch(`${ITEMS}/${before.id}`, {});
    expect([status, body, headers.etag]).toEqual([200, before, '"1"']);
  });

  it('changes nothing when all values are as they were', async () => {
    const before = await item();
    const { name, description, quantity, status } = before;
    const same = { name: ` ${name} `, description, quantity, status };
    expect((await api.client.patch(`${ITEMS}/${before.id}`, same)).body).toEqual(before);
    await api.client.patch(`${ITEMS}/${before.id}`, { description: null });
    const { body } = await api.client.patch(`${ITEMS}/${before.id}`, { description: null });
    expect(body).toMatchObject({ description: null, version: 2 });
  });

  it('clears a nullable field by null', async () => {
    const { id } = await item();
    const { body } = await api.client.patch(`${ITEMS}/${id}`, { description: null });
    expect(body).toMatchObject({ description: null, version: 2 });
  });

  it.each(['name', 'quantity', 'status'])('refuses null for %s', async (field) => {
    const before = await item();
    const { status, body } = await api.client.patch(`${ITEMS}/${before.id}`, { [field]: null });
    expect([status, faults(body)]).toEqual([422, [[['body', field], 'null']]]);
    expect((await api.client.get(`${ITEMS}/${before.id}`)).body).toEqual(before);
  });

  it.each([
    ['id', '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41'],
    ['owner_id', '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41'],
    ['version', 9],
    ['created_at', '2020-01-01T00:00:00.000Z'],
    ['deleted_at', null],
    ['nmae', 'typing error'],
  ])('refuses to change %s', async (field, value) => {
    const before = await item();
    const { status, body } = await api.client.patch(`${ITEMS}/${before.id}`, { [field]: value });
    expect([status, faults(body)]).toEqual([422, [[['body', field], 'unknown']]]);
  });

  it('refuses a name that another item has, and takes a deleted one', async () => {
    const [first, second] = [await item(), await item()];
    const taken = await api.client.patch(`${ITEMS}/${second.id}`, { name: first.name });
    expect([taken.status, faults(taken.body)]).toEqual([409, [[['body', 'name'], 'unique']]]);
    await api.client.delete(`${ITEMS}/${first.id}`);
    const free = await api.client.patch(`${ITEMS}/${second.id}`, { name: first.name });
    expect([free.status, free.body.name]).toEqual([200, first.name]);
  });

  it('answers 404 for an item that is missing or deleted', async () => {
    const { id } = await item();
    await api.client.delete(`${ITEMS}/${id}`);
    for (const path of [`${ITEMS}/${id}`, `${ITEMS}/01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41`]) {
      expect((await api.client.patch(path, { quantity: 1 })).status).toBe(404);
      expect((await api.client.patch(path, {})).status).toBe(404);
    }
  });

  it('lets one of many changes that expect the same version win', async () => {
    const { id } = await item();
    const client = api.client.with({ 'if-match': '"1"' });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => client.patch(`${ITEMS}/${id}`, { quantity: 100 + i })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...Array<number>(9).fill(412)]);
    expect((await api.client.get(`${ITEMS}/${id}`)).body.version).toBe(2);
  });

  it('counts every one of many changes at once', async () => {
    const { id } = await item();
    await Promise.all(
      Array.from({ length: 10 }, (_, i) => api.client.patch(`${ITEMS}/${id}`, { quantity: 100 + i })),
    );
    expect((await api.client.get(`${ITEMS}/${id}`)).body.version).toBe(11);
  });

  it('checks the version even if nothing would change', async () => {
    const { id } = await item();
    const stale = api.client.with({ 'if-match': '"7"' });
    expect((await stale.patch(`${ITEMS}/${id}`, {})).status).toBe(412);
    expect((await stale.patch(`${ITEMS}/${id}`, { quantity: 5 })).status).toBe(412);
  });
});
