import { jest } from '@jest/globals';
import type { Response } from 'supertest';
import { ItemsService } from '../../src/items/items.service.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** A row as a careless query might return it. */
const leaky = <T extends object>(row: T): T => ({
  ...row,
  password_hash: 'secret',
  keeper: { email: 'secret' },
});

describe('a property that the document does not know', () => {
  let api: TestApp;
  let path: string;

  beforeAll(async () => {
    api = await startTestApp();
    const created = await api.client.post('/api/v1/items', { name: 'Plain' });
    path = `/api/v1/items/${created.body.id}`;
  });

  afterAll(() => api.close());
  afterEach(() => void jest.restoreAllMocks());

  const expectNoSecret = (answer: Response): void => {
    expect(answer.text).toContain('"name":');
    expect(answer.text).not.toContain('secret');
  };

  it('does not leave with one row', async () => {
    const service = api.app.get(ItemsService);
    const get = service.get.bind(service);
    jest.spyOn(service, 'get').mockImplementation(async (id) => leaky(await get(id)));
    const answer = await api.client.get(path);
    expect(answer.status).toBe(200);
    expectNoSecret(answer);
  });

  it('does not leave with a page', async () => {
    const service = api.app.get(ItemsService);
    const page = service.page.bind(service);
    jest.spyOn(service, 'page').mockImplementation(async (query) => {
      const { items, ...rest } = await page(query);
      return leaky({ ...rest, items: items.map(leaky) });
    });
    const answer = await api.client.get('/api/v1/items');
    expect(answer.body.items).not.toHaveLength(0);
    expectNoSecret(answer);
  });

  it('does not leave with the rows of a bulk request', async () => {
    const service = api.app.get(ItemsService);
    const createMany = service.createMany.bind(service);
    jest.spyOn(service, 'createMany').mockImplementation(async (rows) => {
      const { items, ...rest } = await createMany(rows);
      return leaky({ ...rest, items: items.map(leaky) });
    });
    const answer = await api.client.post('/api/v1/items/bulk', { items: [{ name: 'One' }, { name: 'Two' }] });
    expect(answer.status).toBe(201);
    expect(answer.body.items).toHaveLength(2);
    expectNoSecret(answer);
  });
});
