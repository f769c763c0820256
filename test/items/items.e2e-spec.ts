import { startTestApp, type TestApp } from '../support/test-app.js';

describe('items', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  it('creates an item and answers where it is', async () => {
    const created = await api.client.post('/api/v1/items', { name: '  Oak table ', quantity: 3 });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject({
      name: 'Oak table',
      description: null,
      quantity: 3,
      status: 'draft',
      version: 1,
    });
    expect(created.headers.etag).toBe('"1"');
    const found = await api.client.get(created.headers.location!);
    expect(found.body).toEqual(created.body);
  });

  it('lets one of twenty parallel creates of one name win', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.client.post('/api/v1/items', { name: 'Race' })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array<number>(19).fill(409)]);
    const lost = answers.find(({ status }) => status === 409)!;
    expect(lost.body.errors).toEqual([{ loc: ['body', 'name'], msg: expect.any(String), type: 'unique' }]);
  });

  it('hides a deleted item until it is restored', async () => {
    const { body: item } = await api.client.post('/api/v1/items', { name: 'Comes back' });
    const path = `/api/v1/items/${item.id}`;
    expect((await api.client.delete(path)).status).toBe(204);
    expect((await api.client.get(path)).status).toBe(404);
    expect((await api.client.delete(path)).status).toBe(404);
    const restored = await api.client.post(`${path}/restore`);
    expect(restored.status).toBe(200);
    expect(restored.body).toMatchObject({ id: item.id, deleted_at: null, version: 3 });
    expect((await api.client.post(`${path}/restore`)).body.version).toBe(3);
  });

  it('refuses what breaks a rule and names the field', async () => {
    const refused = await api.client.post('/api/v1/items', { name: '', quantity: 1e21, colour: 'red' });
    expect(refused.status).toBe(422);
    expect(
      refused.body.errors.map(({ loc, type }: { loc: string[]; type: string }) => [loc.at(-1), type]),
    ).toEqual([
      ['name', 'min_length'],
      ['quantity', 'integer'],
      ['colour', 'unknown'],
    ]);
  });
});
