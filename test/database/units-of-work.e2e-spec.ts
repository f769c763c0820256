import { Database } from '../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('requests whose code asks for no EntityManager', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  it('make none', async () => {
    const database = api.app.get(Database);
    const { fork } = database;
    let made = 0;
    database.fork = () => {
      made++;
      return fork.call(database);
    };
    const { body } = await api.client.post('/api/v1/items', { name: 'One' });
    const one = `/api/v1/items/${body.id}`;
    const answers = [
      await api.client.get(one),
      await api.client.get('/api/v1/items'),
      await api.client.patch(one, { quantity: 2 }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(made).toBe(0);
  });
});
