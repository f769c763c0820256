import type { ApiClient } from '../support/api-client.js';
import { createItems, type ItemBody, ITEMS, listPath, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('items of several users', () => {
  let api: TestApp;
  let other: ApiClient;

  beforeAll(async () => {
    api = await startTestApp();
    other = (await api.signUp()).client;
  });

  afterAll(() => api.close());

  async function names(client: ApiClient, parameters: Record<string, string | number>): Promise<string[]> {
    const { body } = await client.get(listPath({ order_by: 'name', ...parameters }));
    expect(body.total).toBe(body.items.length);
    return (body.items as ItemBody[]).map(({ name }) => name);
  }

  it('shows each user the own deleted items, and an admin all', async () => {
    const name = tag();
    const [mine] = await createItems(api.client, { name: `${name} 1` }, { name: `${name} 2` });
    const [theirs] = await createItems(other, { name: `${name} 3` }, { name: `${name} 4` });
    await api.client.delete(`${ITEMS}/${mine!.id}`);
    await other.delete(`${ITEMS}/${theirs!.id}`);
    const seen = async (client: ApiClient, deleted: string): Promise<string> =>
      (await names(client, { search: name, deleted })).map((text) => text.at(-1)).join('');
    expect(await seen(api.client, 'only')).toBe('1');
    expect(await seen(api.client, 'include')).toBe('124');
    expect(await seen(api.client, 'exclude')).toBe('24');
    expect(await seen(other, 'only')).toBe('3');
    expect(await seen(other, 'include')).toBe('234');
    expect(await seen(api.admin, 'only')).toBe('13');
    expect(await seen(api.admin, 'include')).toBe('1234');
  });

  it('hides a deleted item from others, whatever they try', async () => {
    const [item] = await createItems(api.client, { name: tag() });
    const path = `${ITEMS}/${item!.id}`;
    await api.client.delete(path);
    expect((await other.post(`${path}/restore`)).status).toBe(404);
    expect((await other.patch(path, { quantity: 1 })).status).toBe(404);
    expect((await other.delete(path)).status).toBe(404);
    expect((await other.post(`${ITEMS}/bulk/delete`, { ids: [item!.id] })).body).toEqual({ deleted: 0 });
    expect((await api.admin.post(`${path}/restore`)).status).toBe(200);
    expect((await other.post(`${path}/restore`)).status).toBe(403);
  });

  it('deletes nothing in bulk if one item is of another user', async () => {
    const name = tag();
    const [mine] = await createItems(api.client, { name });
    const [theirs] = await createItems(other, { name: `${name} theirs` });
    const ids = [mine!.id, theirs!.id];
    expect((await api.client.post(`${ITEMS}/bulk/delete`, { ids })).status).toBe(403);
    expect(await names(api.client, { search: name })).toHaveLength(2);
    expect((await api.admin.post(`${ITEMS}/bulk/delete`, { ids })).body).toEqual({ deleted: 2 });
  });

  it('upserts beside an item of another user with the same name', async () => {
    const name = tag();
    const [theirs] = await createItems(other, { name, quantity: 1 });
    const { body } = await api.client.put(`${ITEMS}/bulk`, { items: [{ name, quantity: 2 }] });
    expect(body).toMatchObject({ created: 1, updated: 0, items: [{ name, quantity: 2 }] });
    expect((await other.get(`${ITEMS}/${theirs!.id}`)).body).toEqual(theirs);
    expect((await api.client.post(`${ITEMS}/bulk`, { items: [{ name }] })).status).toBe(409);
    const [third] = [(await api.signUp()).client];
    expect((await third.post(`${ITEMS}/bulk`, { items: [{ name }] })).status).toBe(201);
  });

  it('tells who may not write from what does not exist, before it looks at versions', async () => {
    const [item] = await createItems(api.client, { name: tag() });
    const stranger = other.with({ 'if-match': '"7"' });
    expect((await stranger.patch(`${ITEMS}/${item!.id}`, { quantity: 1 })).status).toBe(403);
    expect((await stranger.delete(`${ITEMS}/${item!.id}`)).status).toBe(403);
  });
});
