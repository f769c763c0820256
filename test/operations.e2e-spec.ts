import { mayReadMetrics } from '../src/platform/metrics/metrics-access.js';
import { MetricsServer } from '../src/platform/metrics/metrics-server.js';
import { startTestApp, type TestApp } from './support/test-app.js';

describe('what operators read', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  it('answers the liveness probe', async () => {
    const { status, body } = await api.client.get('/health/live');
    expect([status, body]).toEqual([200, { status: 'ok' }]);
  });

  it('answers the readiness probe with each check, never cached', async () => {
    const { status, body, headers } = await api.client.get('/health/ready');
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      checks: { database: { status: 'ok', latency_ms: expect.any(Number) }, migrations: { status: 'ok' } },
    });
    expect(headers['cache-control']).toBe('no-store');
  });

  it('counts requests by route template, not by URL', async () => {
    await api.client.get('/api/v1/items/01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41');
    const { headers, text } = await api.client.get('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=/);
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/items\/:id",status="\d+"\} 1\n/,
    );
    expect(text).not.toContain('01973c5e');
  });

  it('counts the connections to a database that is not the embedded one', async () => {
    const { text } = await api.client.get('/metrics');
    const states = [...text.matchAll(/^database_connections\{state="(\w+)"\} \d+$/gm)].map(
      ([, state]) => state,
    );
    expect(states).toEqual(process.env.DATABASE_URL ? ['used', 'idle', 'waiting'] : []);
  });

  it('leads from the root to Swagger UI', async () => {
    const { status, headers } = await api.client.get('/');
    expect([status, headers.location]).toEqual([302, '/docs']);
    expect((await api.client.get('/docs')).text).toContain('swagger-ui');
    expect((await api.client.get('/docs-yaml')).text).toMatch(/^openapi: /);
  });

  it('has a second reader of the document, all of which is its own', async () => {
    const page = await api.anonymous.get('/reference');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.text).toContain('<title>Strata API</title>');
    const script = await api.anonymous.get('/reference/scalar.js');
    expect([script.status, script.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8']);
    expect(Number(script.headers['content-length'])).toBeGreaterThan(1_000_000);
  });

  it('shows metrics in production to who has the token only', async () => {
    const token = 'a-token-for-the-metrics';
    const guarded = await startTestApp({ METRICS_TOKEN: token });
    try {
      const read = async (authorization?: string) =>
        (
          await fetch(`${await guarded.app.getUrl()}/metrics`, {
            headers: authorization ? { authorization } : {},
          })
        ).status;
      expect([await read(), await read('Bearer another-token'), await read(`Bearer ${token}`)]).toEqual([
        401, 401, 200,
      ]);
    } finally {
      await guarded.close();
    }
  });

  it.each([
    ['production', undefined, undefined, false],
    ['production', 'a-token-for-the-metrics', 'a-token-for-the-metrics', true],
    ['development', undefined, undefined, true],
  ] as const)(
    'shows metrics in %s with %s to somebody with %s: %s',
    (NODE_ENV, METRICS_TOKEN, token, may) => {
      expect(mayReadMetrics({ NODE_ENV, METRICS_TOKEN }, token)).toBe(may);
    },
  );

  it('shows metrics on a port of their own', async () => {
    const apart = await startTestApp({ METRICS_PORT: '0', METRICS_TOKEN: 'a-token-for-the-metrics' });
    try {
      const origin = `http://127.0.0.1:${apart.app.get(MetricsServer).port}`;
      const answer = await fetch(`${origin}/metrics`);
      expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('process_cpu')]);
      expect((await fetch(`${origin}/api/v1/items`)).status).toBe(404);
    } finally {
      await apart.close();
    }
  });

  it('has neither metrics nor documents where they are switched off', async () => {
    const bare = await startTestApp({ METRICS_ENABLED: 'false', DOCS_ENABLED: 'false' });
    try {
      for (const path of ['/metrics', '/docs', '/docs-json', '/reference', '/reference/scalar.js', '/']) {
        const response = await fetch(`${await bare.app.getUrl()}${path}`);
        expect([path, response.status]).toEqual([path, 404]);
      }
    } finally {
      await bare.close();
    }
  });
});
