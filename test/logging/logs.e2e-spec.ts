import { setTimeout as pause } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('the log of the application', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await startTestApp();
  });
  afterAll(() => test.close());

  const get = async (path: string, headers: Record<string, string> = {}) => {
    const response = await fetch(`${await test.app.getUrl()}${path}`, { headers, redirect: 'manual' });
    await response.arrayBuffer();
    return response.headers.get('x-correlation-id')!;
  };
  /** The request lines of one correlation id: the line is written just after the answer. */
  const requestLines = async (correlationId: string) => {
    for (;;) {
      const lines = test.logs.map((line) => JSON.parse(line) as Record<string, unknown>);
      const found = lines.filter((line) => line['correlation_id'] === correlationId && 'status' in line);
      if (found.length > 0) return found;
      await pause(5);
    }
  };

  it.each([
    ['/api/v1/items?page=1', '/api/v1/items', 401],
    ['/api/v1/items/not-an-id', '/api/v1/items/:id', 401],
    ['/', '/', 302],
  ])('has one line for %s, with the route template', async (path, route, status) => {
    expect(await requestLines(await get(path))).toEqual([
      expect.objectContaining({ method: 'GET', route, status }),
    ]);
  });

  it.each([
    ['/nowhere', 404],
    ['/api/v1/items/%zz', 400],
    ['/%zz', 400],
  ])('has one line for %s too', async (path, status) => {
    expect(await requestLines(await get(path))).toEqual([expect.objectContaining({ status })]);
  });

  it('has no line for probes and scrapes', async () => {
    const probes = [await get('/health/live'), await get('/health/ready'), await get('/metrics')];
    await requestLines(await get('/nowhere'));
    expect(test.logs.filter((line) => probes.some((id) => line.includes(id)))).toEqual([]);
  });

  it('has the trace id of the caller', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const [line] = await requestLines(await get('/docs-json', { traceparent }));
    expect(line).toMatchObject({ trace_id: '0af7651916cd43dd8448eb211c80319c' });
  });

  it('shows no secret of a URL or a header, and no refused correlation id', async () => {
    const headers = { authorization: 'Bearer s_hush', cookie: 'a=hush', 'x-correlation-id': 'hush hush' };
    const ids = [await get('/nowhere?token=hush', headers), await get('/api/v1/items?token=hush', headers)];
    for (const id of ids) await requestLines(id);
    expect(test.logs.join('')).not.toContain('hush');
  });
});
