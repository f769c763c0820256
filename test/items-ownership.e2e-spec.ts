import { startTestApp, type TestApp } from './support/test-app.js';

describe('the ownership of items', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  it('belongs to the creator, whatever the body says', async () => {
    const sam = await api.signUp();
    const { body: item } = await sam.client.post('/api/v1/items', { name: 'Mine' });
    expect(item.owner_id).toBe(sam.id);
    const forged = await sam.client.post('/api/v1/items', { name: 'Forged', owner_id: sam.id });
    expect([forged.status, forged.body.errors[0].type]).toEqual([422, 'unknown']);
  });

  it('is read by everybody, and written by its owner and admins only', async () => {
    const [sam, kim] = await Promise.all([api.signUp(), api.signUp()]);
    const { body: item } = await sam.client.post('/api/v1/items', { name: 'Guarded' });
    const path = `/api/v1/items/${item.id}`;
    expect((await kim.client.get(path)).body).toEqual(item);
    expect((await kim.client.patch(path, { quantity: 1 })).status).toBe(403);
    expect((await kim.client.delete(path)).status).toBe(403);
    expect((await kim.client.post('/api/v1/items/bulk/delete', { ids: [item.id] })).status).toBe(403);
    expect((await api.admin.patch(path, { quantity: 2 })).body).toMatchObject({
      quantity: 2,
      owner_id: sam.id,
    });
  });

  it('is a scope of names: two users may have the same one, one user may not', async () => {
    const [sam, kim] = await Promise.all([api.signUp(), api.signUp()]);
    expect((await sam.client.post('/api/v1/items', { name: 'Same' })).status).toBe(201);
    expect((await kim.client.post('/api/v1/items', { name: 'Same' })).status).toBe(201);
    const again = await sam.client.post('/api/v1/items', { name: 'Same' });
    expect([again.status, again.body.errors[0].loc]).toEqual([409, ['body', 'name']]);
  });

  it('keeps deleted items between owner and admins', async () => {
    const [sam, kim] = await Promise.all([api.signUp(), api.signUp()]);
    const { body: item } = await sam.client.post('/api/v1/items', { name: 'Trash' });
    await sam.client.delete(`/api/v1/items/${item.id}`);
    const trash = async (client: TestApp['client']) =>
      (await client.get(`/api/v1/items?deleted=only&owner_id=${sam.id}`)).body.total as number;
    expect([await trash(sam.client), await trash(kim.client), await trash(api.admin)]).toEqual([1, 0, 1]);
    expect((await kim.client.post(`/api/v1/items/${item.id}/restore`)).status).toBe(404);
    expect((await sam.client.post(`/api/v1/items/${item.id}/restore`)).status).toBe(200);
  });

  it('upserts by the names of the caller alone', async () => {
    const [sam, kim] = await Promise.all([api.signUp(), api.signUp()]);
    await sam.client.post('/api/v1/items', { name: 'Shared', quantity: 1 });
    const { body } = await kim.client.put('/api/v1/items/bulk', { items: [{ name: 'Shared', quantity: 9 }] });
    expect(body).toMatchObject({ created: 1, updated: 0, items: [{ owner_id: kim.id, quantity: 9 }] });
  });

  it('filters by owner', async () => {
    const [sam, kim] = await Promise.all([api.signUp(), api.signUp()]);
    for (const { client } of [sam, kim]) await client.post('/api/v1/items', { name: 'Filtered' });
    const found = await api.client.get(`/api/v1/items?owner_id__in=${sam.id},${kim.id}`);
    expect(found.body.items.map(({ owner_id }: { owner_id: string }) => owner_id)).toEqual([kim.id, sam.id]);
    expect((await api.client.get(`/api/v1/items?owner_id=${sam.id}`)).body.total).toBe(1);
  });
});
