import { startTestApp, type TestApp } from '../../support/test-app.js';
import { waitsForLock, withClient } from '../support/backends.js';
import { eventually } from '../support/eventually.js';

describe('a pool whose connections all wait for one row', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await startTestApp({ DATABASE_POOL_MAX: '3' });
  });
  afterAll(() => test.close());

  it('leaves the process ready: the check has a connection of its own', async () => {
    const { body: item } = await test.client.post('/api/v1/items', { name: 'Wanted' });
    await withClient(test.config.DATABASE_URL!, async (client) => {
      await client.query('begin');
      await client.query('select from items where id = $1 for update', [item.id]);
      const patches = Promise.all(
        Array.from({ length: 12 }, (_, i) =>
          test.client.patch(`/api/v1/items/${item.id}`, { quantity: i + 1 }),
        ),
      );
      await eventually(() => waitsForLock(test.config.DATABASE_URL!));
      const ready = await test.anonymous.get('/health/ready');
      expect(ready.status).toBe(200);
      await client.query('rollback');
      expect((await patches).some(({ status }) => status === 200)).toBe(true);
    });
  });
});
