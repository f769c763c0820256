import { startTestApp, type TestApp } from '../../support/test-app.js';
import { eventually } from '../support/eventually.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const ITEMS = '/api/v1/items';

describe('between the application and its database', () => {
  let api: TestApp;
  let network: TcpProxy;

  beforeAll(async () => {
    network = await TcpProxy.before(process.env.DATABASE_URL!);
    api = await startTestApp(
      { DATABASE_POOL_MAX: '3', DATABASE_CONNECT_TIMEOUT_MS: '500', STATEMENT_TIMEOUT_MS: '500' },
      { network: (url) => network.urlOf(url) },
    );
  });
  afterEach(() => network.heal());
  afterAll(async () => {
    await api.close();
    await network.close();
  });

  const list = () => api.client.get(ITEMS);
  const served = async () => (await list()).status === 200;
  const atOnce = (count: number) => Promise.all(Array.from({ length: count }, list));

  it('a cut of every connection costs at most the requests under way', async () => {
    await atOnce(6);
    network.cut();
    await eventually(served);
    expect((await atOnce(6)).map(({ status }) => status)).toEqual(Array(6).fill(200));
  });

  it('no way at all gives 503 and Retry-After, while the process is alive but not ready', async () => {
    const comeBack = await network.goAway();
    for (const answer of await atOnce(6)) {
      expect(answer.status).toBe(503);
      expect(answer.headers['retry-after']).toMatch(/^\d+$/);
      expect(answer.body.error_code).toBe('SERVICE_UNAVAILABLE');
    }
    const created = await api.client.post(ITEMS, { name: 'While away' });
    expect(created.status).toBe(503);
    const ready = await api.client.get('/health/ready');
    expect(ready.status).toBe(503);
    expect(ready.body).toEqual({
      status: 'error',
      checks: {
        database: { status: 'error', latency_ms: expect.any(Number) as number },
        migrations: { status: 'error' },
      },
    });
    expect((await api.client.get('/health/live')).status).toBe(200);
    await comeBack();
    await eventually(served);
    expect((await api.client.get('/health/ready')).status).toBe(200);
  });

  it('a black hole gives 503 once the limits of time are over, and leaves no dead connection in the pool', async () => {
    await atOnce(6);
    network.swallow();
    expect((await atOnce(6)).map(({ status }) => status)).toEqual(Array(6).fill(503));
    expect((await atOnce(3)).map(({ status }) => status)).toEqual(Array(3).fill(503));
    expect((await api.client.get('/health/ready')).status).toBe(503);
    network.heal();
    await eventually(served);
    expect((await atOnce(6)).map(({ status }) => status)).toEqual(Array(6).fill(200));
  });

  it('a slow way only makes answers slow', async () => {
    network.delay(40);
    expect((await atOnce(3)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });
});
