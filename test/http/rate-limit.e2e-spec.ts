import { randomBytes } from 'node:crypto';
import request from 'supertest';
import { PASSWORD } from '../support/test-users.js';
import { MemoryCounts } from '../../src/platform/http/rate-limit/memory-counts.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('rate limits', () => {
  let api: TestApp;
  let url: string;

  const start = async (settings: Record<string, string>): Promise<void> => {
    api = await startTestApp(settings);
    url = await api.app.getUrl();
  };

  const statuses = async (
    count: number,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<number[]> => {
    const all: number[] = [];
    for (let i = 0; i < count; i++) {
      all.push((await request(url).get(path).set(headers)).status);
    }
    return all;
  };

  afterEach(() => api.close());

  it('counts a client down, then refuses it with 429 and says when to come back', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '3' });
    const first = await request(url).get('/api/v1/nowhere');
    expect(first.status).toBe(404);
    expect(first.headers['ratelimit-policy']).toBe('"default";q=3;w=60');
    expect(first.headers.ratelimit).toBe('"default";r=2;t=60');
    expect(await statuses(2, '/api/v1/nowhere')).toEqual([404, 404]);
    const refused = await api.client.get('/api/v1/nowhere');
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({
      error_code: 'RATE_LIMIT_EXCEEDED',
      correlation_id: expect.any(String),
    });
    expect(refused.headers.ratelimit).toMatch(/^"default";r=0;t=\d+$/);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  });

  it('limits known routes too, and answers health and documentation whatever happens', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1' });
    await request(url).get('/api/v1/items');
    expect((await request(url).get('/api/v1/items')).status).toBe(429);
    for (const path of ['/health/live', '/health/ready', '/docs-json', '/metrics']) {
      expect([path, ...(await statuses(3, path))]).toEqual([path, 200, 200, 200]);
    }
  });

  it('counts nothing when it is off', async () => {
    await start({ RATE_LIMIT_ENABLED: 'false', RATE_LIMIT_PER_MINUTE: '1' });
    const answers = await Promise.all([1, 2, 3].map(() => request(url).get('/api/v1/nowhere')));
    expect(answers.map(({ status, headers }) => [status, headers.ratelimit])).toEqual(
      Array(3).fill([404, undefined]),
    );
  });

  it('counts in memory while Redis is away, and says so in the log once', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1', REDIS_URL: 'redis://127.0.0.1:1' });
    expect(await statuses(3, '/api/v1/nowhere')).toEqual([404, 429, 429]);
    expect(api.logs.filter((line) => line.includes('Redis is away'))).toHaveLength(1);
  });

  it('counts sessions apart from the address, but made-up tokens for the address', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '2' });
    const madeUp = () => ({ authorization: `Bearer s_${randomBytes(32).toString('base64url')}` });
    const list = '/api/v1/items';
    expect((await api.client.get(list)).status).toBe(200);
    expect((await api.client.get(list)).status).toBe(200);
    expect((await api.client.get(list)).status).toBe(429);
    expect((await api.admin.get(list)).status).toBe(200);
    expect(await statuses(1, list, madeUp())).toEqual([401]);
    expect(await statuses(1, list, madeUp())).toEqual([401]);
    expect(await statuses(1, list, madeUp())).toEqual([429]);
    expect(await statuses(3, '/api/v1/nowhere', madeUp())).toEqual([404, 404, 429]);
  });

  it('never lets requests without a good token shut out one that has it', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '2', AUTH_RATE_PER_MINUTE: '2' });
    const stale = { authorization: `Bearer s_${'A'.repeat(43)}` };
    const change = '/api/v1/auth/password/change';
    for (const headers of [{}, stale]) {
      expect(await statuses(4, '/api/v1/items', headers)).toEqual([401, 401, 429, 429]);
      await Promise.all(Array.from({ length: 4 }, () => request(url).post(change).set(headers)));
    }
    expect((await api.client.get('/api/v1/items')).status).toBe(200);
    expect((await api.client.post(change, {})).status).toBe(422);
  });

  it('counts a user, whatever the session', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '4' });
    const sam = await api.signUp();
    const again = await api.anonymous.post('/api/v1/auth/login', { email: sam.email, password: PASSWORD });
    const second = api.anonymous.with({ authorization: `Bearer ${again.body.token}` });
    const all: number[] = [];
    for (const client of [sam.client, second, sam.client, second, sam.client, second]) {
      all.push((await client.get('/api/v1/items')).status);
    }
    expect(all).toEqual([200, 200, 200, 200, 429, 429]);
  });

  it('does not believe forwarding headers of a proxy that is not trusted', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1' });
    expect(await statuses(1, '/api/v1/nowhere', { 'x-forwarded-for': '192.0.2.1' })).toEqual([404]);
    expect(await statuses(1, '/api/v1/nowhere', { 'x-forwarded-for': '192.0.2.2' })).toEqual([429]);
  });

  it('counts each address behind a trusted proxy apart, and an IPv6 network as one', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1', TRUST_PROXY: '127.0.0.1' });
    const from = (address: string): Promise<number[]> =>
      statuses(1, '/api/v1/nowhere', { 'x-forwarded-for': address });
    expect(await from('192.0.2.1')).toEqual([404]);
    expect(await from('192.0.2.1')).toEqual([429]);
    expect(await from('192.0.2.2')).toEqual([404]);
    expect(await from('2001:db8:1:1::1')).toEqual([404]);
    expect(await from('2001:db8:1:1:ffff::2')).toEqual([429]);
    expect(await from('2001:db8:1:2::1')).toEqual([404]);
  });

  it('takes an address behind a trusted proxy for the same with any port, and nonsense for none', async () => {
    await start({ RATE_LIMIT_PER_MINUTE: '1', TRUST_PROXY: '127.0.0.1' });
    const from = (address: string): Promise<number[]> =>
      statuses(1, '/api/v1/nowhere', { 'x-forwarded-for': address });
    expect(await from('192.0.2.8:1000')).toEqual([404]);
    for (const same of ['192.0.2.8:1001', '192.0.2.8', '::ffff:192.0.2.8']) {
      expect([same, ...(await from(same))]).toEqual([same, 429]);
    }
    expect(await from('[2001:db8:2::1]:1000')).toEqual([404]);
    expect(await from('2001:db8:2::2')).toEqual([429]);
    expect(await from('<script>')).toEqual([404]);
    for (const nonsense of [
      'unknown',
      '5',
      '127.1',
      '010.0.0.1',
      '0x7f.1',
      '192.0.2.300:1',
      '[::1',
      '1.2.3.4:x',
    ]) {
      expect([nonsense, ...(await from(nonsense))]).toEqual([nonsense, 429]);
    }
    expect(await statuses(1, '/api/v1/nowhere')).toEqual([429]);
  });
});

describe('the address of a client behind several proxies', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({ TRUST_PROXY: 'loopback,10.0.0.0/8,2001:db8:ff::/48' });
  });

  afterAll(() => api.close());

  it.each([
    ['192.0.2.8, 10.0.0.9', '192.0.2.8'],
    ['192.0.2.8, 10.0.0.9:5555', '192.0.2.8'],
    ['192.0.2.8:1000, [::ffff:10.0.0.9]:5555, 10.1.1.1:80', '192.0.2.8'],
    ['192.0.2.8, [2001:db8:ff::1]:443', '192.0.2.8'],
    ['192.0.2.8, 203.0.113.7:80, 10.0.0.9:5555', '203.0.113.7'],
    ['192.0.2.8, unknown, 10.0.0.9:5555', '127.0.0.1'],
  ])('is told of %s, whatever ports they add', async (forwarded, address) => {
    const account = { email: `${randomBytes(8).toString('hex')}@example.com`, password: PASSWORD };
    const { body } = await api.anonymous
      .with({ 'x-forwarded-for': forwarded })
      .post('/api/v1/auth/register', { ...account, display_name: 'Kim' });
    const { body: sessions } = await api.anonymous
      .with({ authorization: `Bearer ${body.token}` })
      .get('/api/v1/auth/sessions');
    expect(sessions.items[0].ip_address).toBe(address);
  });
});

describe('counts in memory', () => {
  it('open a window with the first hit and another when it has ended', async () => {
    const counts = new MemoryCounts();
    expect(await counts.increment('a', 500)).toEqual({ hits: 1, seconds_left: 1 });
    expect((await counts.increment('a', 500)).hits).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await counts.increment('a', 500)).hits).toBe(1);
  });

  it('never keep more clients than they may, and lose nobody to a flood of others', async () => {
    const counts = new MemoryCounts(10);
    await counts.increment('victim', 60_000);
    for (let i = 0; i < 1_000; i++) {
      await counts.increment(`client ${i}`, 60_000);
    }
    expect(counts.size).toBe(10);
    expect((await counts.increment('victim', 60_000)).hits).toBe(2);
    await counts.increment('late', 60_000);
    expect((await counts.increment('late', 60_000)).hits).toBeGreaterThanOrEqual(2);
  });

  it('forget clients whose window has ended when others come', async () => {
    const counts = new MemoryCounts();
    for (let i = 0; i < 100; i++) {
      await counts.increment(`client ${i}`, 1);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    for (let i = 0; i < 100; i++) {
      await counts.increment(`other ${i}`, 60_000);
    }
    expect(counts.size).toBe(100);
  });
});
