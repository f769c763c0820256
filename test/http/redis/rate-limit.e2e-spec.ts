import { createClient } from '@redis/client';
import { randomBytes, randomUUID } from 'node:crypto';
import request from 'supertest';
import { RedisCounts } from '../../../src/platform/http/rate-limit/redis-counts.js';
import { eventually } from '../../faults/support/eventually.js';
import { TcpProxy } from '../../faults/support/tcp-proxy.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';

/** jest.config.mjs runs these tests only with a Redis. */
const REDIS_URL = process.env.TEST_REDIS_URL!;

const KEY = randomBytes(32);

/** Counts that no other test has: those of an address of its own. */
function newAddress(): string {
  return `2001:db8:${randomBytes(4)
    .toString('hex')
    .replace(/^(.{4})/, '$1:')}::1`;
}

describe('counts in Redis', () => {
  const open: RedisCounts[] = [];
  const connect = async (): Promise<RedisCounts> => {
    const counts = new RedisCounts(REDIS_URL, KEY);
    open.push(counts);
    await eventually(async () => (await counts.increment(randomUUID(), 1_000)).hits === 1);
    return counts;
  };

  afterEach(() => open.splice(0).forEach((counts) => counts.onApplicationShutdown()));

  it('are one count for several processes', async () => {
    const [one, other] = [await connect(), await connect()];
    const key = randomUUID();
    const hits = [
      await one.increment(key, 60_000),
      await other.increment(key, 60_000),
      await one.increment(key, 60_000),
    ];
    expect(hits.map(({ hits }) => hits)).toEqual([1, 2, 3]);
    expect(hits[2]!.seconds_left).toBeGreaterThan(50);
  });

  it('lose no hit of many at once', async () => {
    const counts = await connect();
    const key = randomUUID();
    const hits = await Promise.all(Array.from({ length: 200 }, () => counts.increment(key, 60_000)));
    expect(Math.max(...hits.map(({ hits }) => hits))).toBe(200);
  });

  it('start again when the window has ended, or was forgotten', async () => {
    const counts = await connect();
    const key = randomUUID();
    await counts.increment(key, 300);
    await eventually(async () => (await counts.increment(key, 300)).hits === 1);
    await counts.forget(key);
    expect((await counts.increment(key, 60_000)).hits).toBe(1);
  });

  it('tell Redis neither an address nor an e-mail', async () => {
    const counts = await connect();
    const client = createClient({ url: REDIS_URL });
    await client.connect();
    const marker = `${randomUUID()}@example.com`;
    const before = new Set(await client.keys('strata:rate:*'));
    await counts.increment(`account:192.0.2.1 ${marker}`, 60_000);
    const added = (await client.keys('strata:rate:*')).filter((key) => !before.has(key));
    client.destroy();
    expect(added.length).toBeGreaterThan(0);
    expect(added.join()).not.toMatch(/@|192\.0\.2/);
  });
});

describe('an application with REDIS_URL', () => {
  let api: TestApp;
  let url: string;
  let redis: TcpProxy;

  beforeAll(async () => {
    redis = await TcpProxy.before(REDIS_URL);
    api = await startTestApp({
      REDIS_URL: redis.urlOf(REDIS_URL),
      RATE_LIMIT_PER_MINUTE: '2',
      TRUST_PROXY: '127.0.0.1',
    });
    url = await api.app.getUrl();
  });

  afterAll(async () => {
    await api.close();
    await redis.close();
  });

  const statuses = async (address: string, count: number): Promise<number[]> => {
    const all: number[] = [];
    for (let i = 0; i < count; i++) {
      all.push((await request(url).get('/api/v1/nowhere').set('x-forwarded-for', address)).status);
    }
    return all;
  };

  const limits = async (): Promise<boolean> => (await statuses(newAddress(), 3)).at(-1) === 429;

  it('limits, by itself while Redis is away or silent, says so once, and limits for all again', async () => {
    // A machine that is busy may count some of the first requests by itself.
    await eventually(async () => (await statuses(newAddress(), 4)).join() === '404,404,429,429');

    redis.swallow();
    expect(await statuses(newAddress(), 5)).toEqual([404, 404, 429, 429, 429]);
    redis.heal();
    const comeBack = await redis.goAway();
    expect(await statuses(newAddress(), 5)).toEqual([404, 404, 429, 429, 429]);
    expect(api.logs.filter((line) => line.includes('Redis is away'))).toHaveLength(1);

    await comeBack();
    await eventually(limits, 20_000);
  });
});
