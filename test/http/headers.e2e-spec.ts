import request, { type Response } from 'supertest';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('security headers', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  it.each([
    ['/api/v1/items?page=0', 422],
    ['/api/v1/nowhere', 404],
    ['/%zz', 400],
    ['/health/live', 200],
  ])('are on %s (%i), and forbid to run or frame it', async (path, status) => {
    const answer = await api.client.get(path);
    expect(answer.status).toBe(status);
    expect(answer.headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringContaining('max-age='),
    });
    expect(answer.headers).not.toHaveProperty('x-powered-by');
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect(answer.headers.vary).not.toBe('Origin');
  });

  it.each(['/docs', '/reference'])('let %s load its own scripts and its inline style sheet', async (page) => {
    const { headers, text } = await request(await api.app.getUrl()).get(page);
    const policy = headers['content-security-policy']!;
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("style-src 'self' 'unsafe-inline'");
    expect(policy).not.toContain('upgrade-insecure-requests');
    expect(text.match(/<script(?![^>]*\ssrc=)[^>]*>\s*[^\s<]/)).toBeNull();
    expect(text).not.toMatch(/(?:src|href)="https?:/);
  });
});

describe('CORS', () => {
  const ORIGIN = 'https://app.example.com';
  let api: TestApp;
  let url: string;

  beforeAll(async () => {
    api = await startTestApp({
      CORS_ORIGINS: `${ORIGIN},http://localhost:5173`,
      RATE_LIMIT_PER_MINUTE: '30',
    });
    url = await api.app.getUrl();
  });

  afterAll(() => api.close());

  const expectAllowed = ({ headers }: Response): void => {
    expect(headers['access-control-allow-origin']).toBe(ORIGIN);
    expect(headers['access-control-allow-credentials']).toBe('true');
    expect(headers.vary).toMatch(/\borigin\b/i);
    expect(headers['access-control-expose-headers']!.split(', ')).toEqual(
      expect.arrayContaining([
        'ETag',
        'Location',
        'Link',
        'Retry-After',
        'RateLimit',
        'Idempotency-Replayed',
        'X-Correlation-ID',
      ]),
    );
  };

  it.each(['PATCH', 'PUT', 'DELETE', 'POST'])('allows a preflight for %s', async (method) => {
    const answer = await request(url)
      .options('/api/v1/items/1')
      .set('origin', ORIGIN)
      .set('access-control-request-method', method)
      .set('access-control-request-headers', 'authorization,if-match,idempotency-key');
    expect(answer.status).toBe(204);
    expectAllowed(answer);
    expect(answer.headers['access-control-allow-methods']).toContain(method);
    expect(answer.headers['access-control-allow-headers']).toBe('authorization,if-match,idempotency-key');
    expect(answer.headers['access-control-max-age']).toBe('600');
  });

  it.each([
    ['/health/live', 200],
    ['/api/v1/nowhere', 404],
    ['/api/v1/items?page=0', 401],
    ['/%zz', 400],
    [`/${'x'.repeat(9_000)}`, 414],
  ])('lets scripts of the origin read %.30s', async (path, status) => {
    const answer = await request(url).get(path).set('origin', ORIGIN);
    expect(answer.status).toBe(status);
    expectAllowed(answer);
  });

  it.each([
    'https://evil.example.com',
    'https://app.example.com.evil.example',
    'http://app.example.com',
    'null',
  ])('gives %s nothing', async (origin) => {
    const plain = await request(url).get('/health/live').set('origin', origin);
    const preflight = await request(url)
      .options('/api/v1/items')
      .set('origin', origin)
      .set('access-control-request-method', 'PATCH');
    for (const { headers } of [plain, preflight]) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect(headers.vary).toMatch(/\borigin\b/i);
    }
    expect(preflight.status).toBe(405);
  });

  it('takes an OPTIONS request that is no preflight as any other method', async () => {
    const answer = await request(url).options('/api/v1/items').set('origin', ORIGIN);
    expect([answer.status, answer.body.error_code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(answer.headers.allow).toContain('POST');
    expectAllowed(answer);
  });

  it('limits OPTIONS requests like any other', async () => {
    const few = await startTestApp({ CORS_ORIGINS: ORIGIN, RATE_LIMIT_PER_MINUTE: '1' });
    try {
      const ask = async () => request(await few.app.getUrl()).options('/api/v1/items');
      expect((await ask()).status).toBe(405);
      expect((await ask()).body.error_code).toBe('RATE_LIMIT_EXCEEDED');
    } finally {
      await few.close();
    }
  });

  it('lets scripts read a 429 and its Retry-After', async () => {
    let answer: Response;
    do {
      answer = await request(url).get('/api/v1/nowhere').set('origin', ORIGIN);
    } while (answer.status !== 429);
    expectAllowed(answer);
    expect(answer.headers['retry-after']).toMatch(/^\d+$/);
  });
});
