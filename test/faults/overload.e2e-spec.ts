import { startTestApp, type TestApp } from '../support/test-app.js';
import { eventually } from './support/eventually.js';

const ITEMS = '/api/v1/items';

describe('a server whose event loop is late', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({ OVERLOAD_LAG_MS: '250' });
    // Has the client read the document, which would be refused later.
    await api.client.get(ITEMS);
  });
  afterAll(() => api.close());

  const burn = (ms: number) => {
    const end = performance.now() + ms;
    while (performance.now() < end);
  };

  it('turns requests away with 503 and Retry-After, answers probes, and recovers', async () => {
    const busy = setInterval(() => burn(400), 1);
    try {
      await eventually(async () => (await api.client.get(ITEMS)).status === 503, 20_000);
      const refused = await api.client.get(ITEMS);
      expect(refused.status).toBe(503);
      expect(refused.body.error_code).toBe('SERVICE_UNAVAILABLE');
      expect(refused.headers['retry-after']).toMatch(/^\d+$/);
      expect((await api.client.get('/health/live')).status).toBe(200);
      expect((await api.client.get('/health/ready')).status).toBe(200);
    } finally {
      clearInterval(busy);
    }
    await eventually(async () => (await api.client.get(ITEMS)).status === 200);
    // One line for all that are turned away within ten seconds, not one for each.
    const counts = api.logs
      .filter((line) => line.includes('Overload:'))
      .map((line) => (JSON.parse(line) as { turned_away: number }).turned_away);
    expect(counts[0]).toBe(1);
    expect(counts.length).toBeLessThan(4);
  });

  it('bears a single pause', async () => {
    burn(1_500);
    for (let i = 0; i < 5; i++) {
      expect((await api.client.get(ITEMS)).status).toBe(200);
    }
  });
});
