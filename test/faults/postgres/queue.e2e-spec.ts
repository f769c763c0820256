import { RequestContext, runInContext } from '../../../src/platform/context/request-context.js';
import { Database } from '../../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { eventually } from '../support/eventually.js';

const ITEMS = '/api/v1/items';

describe('a long queue for database connections', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({
      DATABASE_POOL_MAX: '1',
      DATABASE_CONNECT_TIMEOUT_MS: '20000',
      OVERLOAD_MAX_WAITING: '3',
    });
    // Has the client read the document, which would be refused later.
    await api.client.get(ITEMS);
  });
  afterAll(() => api.close());

  it('turns further requests away at once, and serves those that wait', async () => {
    const database = api.app.get(Database);
    let release!: () => void;
    const released = new Promise<void>((resolve) => (release = resolve));
    let held = false;
    const holder = runInContext(new RequestContext('test', database), () =>
      database.transaction(async () => {
        await database.query('select 1');
        held = true;
        await released;
      }),
    );
    await eventually(() => held);
    try {
      const waiting = [1, 2, 3].map(() => api.client.get(ITEMS));
      await eventually(() => database.waiting === 3);
      const refused = await api.client.get(ITEMS);
      expect(refused.status).toBe(503);
      expect(refused.headers['retry-after']).toMatch(/^\d+$/);
      expect(refused.body.detail).toContain('too much to do');
      expect((await api.client.get('/health/live')).status).toBe(200);
      release();
      expect((await Promise.all(waiting)).map(({ status }) => status)).toEqual([200, 200, 200]);
    } finally {
      release();
      await holder;
    }
  });
});
