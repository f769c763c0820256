import { Module } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { startTestApp, type TestApp } from '../support/test-app.js';

@Module({})
class RawRouteModule {
  constructor({ httpAdapter }: HttpAdapterHost<FastifyAdapter>) {
    httpAdapter.getInstance().get('/raw', () => ({}));
  }
}

type Operation = { security: object[]; responses: object };
type Document = { paths: Record<string, Record<string, Operation>> };

/** What everybody may call. Whoever opens another route has to write it down here too. */
const PUBLIC = [
  'GET /health/live',
  'GET /health/ready',
  'POST /api/v1/auth/email/confirm',
  'POST /api/v1/auth/login',
  'POST /api/v1/auth/password/confirm',
  'POST /api/v1/auth/password/reset',
  'POST /api/v1/auth/register',
];

describe('the guard', () => {
  let api: TestApp;
  let operations: { name: string; method: string; path: string; operation: Operation }[];

  beforeAll(async () => {
    api = await startTestApp({ RATE_LIMIT_ENABLED: 'false' });
    const document = (await api.anonymous.get('/docs-json')).body as Document;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([key]) => key !== 'parameters')
        .map(([method, operation]) => ({
          name: `${method.toUpperCase()} ${path}`,
          method,
          path: path.replace('{id}', '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41'),
          operation,
        })),
    );
  });

  afterAll(() => api.close());

  const isPublic = ({ operation }: { operation: Operation }) => operation.security.length === 0;

  it('leaves open what is meant to be, and nothing else', () => {
    expect(
      operations
        .filter(isPublic)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(PUBLIC);
  });

  it('asks for a token at every operation that is not public', async () => {
    const closed = operations.filter((one) => !isPublic(one));
    expect(closed.length).toBeGreaterThan(8);
    for (const { name, method, path } of closed) {
      const { status, body, headers } = await api.anonymous.send(method as 'get', path);
      expect([name, status, body.error_code]).toEqual([name, 401, 'UNAUTHORIZED']);
      expect(headers['www-authenticate']).toBe('Bearer');
    }
  });

  it('asks for a token at a route that is no controller’s, too', async () => {
    const raw = await startTestApp({}, { modules: [RawRouteModule] });
    try {
      const statusOf = async (headers: Record<string, string>) =>
        (await fetch(`${await raw.app.getUrl()}/raw`, { headers })).status;
      const { token } = await raw.signUp();
      expect([await statusOf({}), await statusOf({ authorization: `Bearer ${token}` })]).toEqual([401, 200]);
    } finally {
      await raw.close();
    }
  });

  it('takes a good token at a public route, and minds no other one', async () => {
    for (const authorization of ['Bearer nonsense', `Bearer s_${'A'.repeat(43)}`]) {
      const client = api.anonymous.with({ authorization });
      expect((await client.post('/api/v1/auth/password/reset', { email: 'a@example.com' })).status).toBe(202);
    }
  });

  it.each([
    ['another scheme', 'Basic c2FtOnNlY3JldA=='],
    ['no token', 'Bearer'],
    ['a malformed one', 'Bearer s_short'],
    ['an unknown one', `Bearer s_${'A'.repeat(43)}`],
  ])('refuses %s', async (_what, authorization) => {
    const { status, headers } = await api.anonymous.with({ authorization }).get('/api/v1/items');
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"']);
  });

  it('takes the scheme in any case', async () => {
    const { token } = await api.signUp();
    const client = api.anonymous.with({ authorization: `bearer ${token}` });
    expect((await client.get('/api/v1/items')).status).toBe(200);
  });

  it('answers unknown routes and wrong methods as such, with and without a token', async () => {
    for (const client of [api.anonymous, api.client]) {
      expect((await client.get('/api/v1/nowhere')).status).toBe(404);
      expect((await client.send('put', '/api/v1/items')).status).toBe(405);
    }
  });
});
