import { ITEMS, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { statementsOf } from '../core/gadget-database.js';

describe('include=owner', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  it('embeds the name of the owner, and nothing else of them', async () => {
    const { id, client } = await api.signUp({ display_name: 'Ada' });
    const created = await client.post(`${ITEMS}?include=owner`, { name: tag() });
    expect(created.status).toBe(201);
    expect(created.body.owner).toEqual({ id, display_name: 'Ada' });
    expect(created.headers.etag).toBeUndefined();
    const url = `${ITEMS}/${created.body.id as string}`;
    const read = await api.client.get(`${url}?include=owner`);
    expect(read.body.owner).toEqual({ id, display_name: 'Ada' });
    expect(read.headers.etag).toBeUndefined();
    expect((await client.patch(`${url}?include=owner`, { quantity: 3 })).body).toMatchObject({
      quantity: 3,
      owner: { id },
    });
    await client.delete(url);
    expect((await client.post(`${url}/restore?include=owner`)).body.owner).toEqual({
      id,
      display_name: 'Ada',
    });
    const plain = await api.client.get(url);
    expect(plain.body).not.toHaveProperty('owner');
    expect(plain.headers.etag).toBe('"4"');
  });

  it('costs a page one statement more, and is null for an owner who is gone', async () => {
    const gone = await api.signUp();
    const name = tag();
    await gone.client.post(ITEMS, { name });
    await api.client.post(ITEMS, { name });
    await api.admin.delete(`/api/v1/users/${gone.id}`);
    const list = `${ITEMS}?name=${name}&order_by=created_at`;
    const plain = await statementsOf(() => api.client.get(list));
    let page: { body: { items: { owner: unknown }[] } } | undefined;
    const embedded = await statementsOf(async () => {
      page = await api.client.get(`${list}&include=owner`);
    });
    expect(embedded.length).toBe(plain.length + 1);
    expect(page!.body.items.map(({ owner }) => owner)).toEqual([
      null,
      { id: expect.any(String), display_name: 'Sam' },
    ]);
  });

  it('refuses what cannot be embedded', async () => {
    for (const include of ['nobody', 'owner,owner', 'owner.items', '']) {
      const { status, body } = await api.client.get(`${ITEMS}?include=${include}`);
      expect([status, body.errors[0].loc]).toEqual([422, ['query', 'include']]);
    }
    expect(
      (await api.client.delete(`${ITEMS}/01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41?include=owner`)).status,
    ).toBe(422);
  });
});
