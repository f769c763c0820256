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

  it('leads from the root to Swagger UI', async () => {
    const { status, headers } = await api.client.get('/');
    expect([status, headers.location]).toEqual([302, '/docs']);
    expect((await api.client.get('/docs')).text).toContain('swagger-ui');
    expect((await api.client.get('/docs-yaml')).text).toMatch(/^openapi: /);
  });

  it('has neither metrics nor documents where they are switched off', async () => {
    const bare = await startTestApp({ METRICS_ENABLED: 'false', DOCS_ENABLED: 'false' });
    try {
      for (const path of ['/metrics', '/docs', '/docs-json', '/']) {
        const response = await fetch(`${await bare.app.getUrl()}${path}`);
        expect([path, response.status]).toEqual([path, 404]);
      }
    } finally {
      await bare.close();
    }
  });
});
