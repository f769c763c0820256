import { createItems, faults, ITEMS, listPath, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const MISSING = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';

describe('deleting and restoring an item', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  it('deletes once, and hides the item', async () => {
    const [item] = await createItems(api.client, { name: tag() });
    const path = `${ITEMS}/${item!.id}`;
    const deleted = await api.client.delete(path);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await api.client.get(path)).status).toBe(404);
    expect((await api.client.delete(path)).status).toBe(404);
    expect((await api.client.get(listPath({ search: item!.name }))).body.total).toBe(0);
  });

  it('answers 404 for an item that never was', async () => {
    expect((await api.client.delete(`${ITEMS}/${MISSING}`)).status).toBe(404);
    expect((await api.client.post(`${ITEMS}/${MISSING}/restore`)).status).toBe(404);
  });

  it('shows deleted items where they are asked for', async () => {
    const name = tag();
    const [dead, live] = await createItems(api.client, { name }, { name: `${name} lives` });
    await api.client.delete(`${ITEMS}/${dead!.id}`);
    const ids = async (deleted: string): Promise<string[]> => {
      const path = listPath({ search: name, deleted, order_by: 'name' });
      return (await api.client.get(path)).body.items.map(({ id }: { id: string }) => id) as string[];
    };
    expect(await ids('exclude')).toEqual([live!.id]);
    expect(await ids('include')).toEqual([dead!.id, live!.id]);
    expect(await ids('only')).toEqual([dead!.id]);
    const { body } = await api.client.get(listPath({ search: name, deleted: 'only' }));
    expect(body.items[0]).toMatchObject({ version: 2, deleted_at: expect.stringMatching(/Z$/) });
  });

  it('restores an item as a new version, and does nothing to a live one', async () => {
    const [item] = await createItems(api.client, { name: tag() });
    const path = `${ITEMS}/${item!.id}`;
    await api.client.delete(path);
    const restored = await api.client.post(`${path}/restore`);
    expect([restored.status, restored.headers.etag]).toEqual([200, '"3"']);
    expect(restored.body).toEqual({ ...item, version: 3, updated_at: expect.any(String) });
    const again = await api.client.post(`${path}/restore`);
    expect([again.status, again.body]).toEqual([200, restored.body]);
    expect((await api.client.get(path)).body).toEqual(restored.body);
  });

  it('refuses to restore an item whose name was taken meanwhile', async () => {
    const name = tag();
    const [item] = await createItems(api.client, { name });
    await api.client.delete(`${ITEMS}/${item!.id}`);
    await createItems(api.client, { name });
    const { status, body } = await api.client.post(`${ITEMS}/${item!.id}/restore`);
    expect([status, faults(body)]).toEqual([409, [[['body', 'name'], 'unique']]]);
    expect((await api.client.get(`${ITEMS}/${item!.id}`)).status).toBe(404);
  });

  it('deletes and restores only the expected version', async () => {
    const [item] = await createItems(api.client, { name: tag() });
    const path = `${ITEMS}/${item!.id}`;
    const expecting = (etag: string) => api.client.with({ 'if-match': etag });
    expect((await expecting('"2"').delete(path)).status).toBe(412);
    expect((await expecting('W/"1"').delete(path)).status).toBe(412);
    expect((await expecting('1').delete(path)).status).toBe(422);
    expect((await expecting('"9", "1"').delete(path)).status).toBe(204);
    expect((await expecting('"1"').post(`${path}/restore`)).status).toBe(412);
    expect((await expecting('"2"').post(`${path}/restore`)).status).toBe(200);
    expect((await expecting('"2"').post(`${path}/restore`)).status).toBe(412);
    expect((await expecting('*').delete(path)).status).toBe(204);
  });

  it('lets one of many deletions at once succeed', async () => {
    const [item] = await createItems(api.client, { name: tag() });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api.client.delete(`${ITEMS}/${item!.id}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([204, ...Array<number>(9).fill(404)]);
  });
});
