import { randomUUID } from 'node:crypto';
import { createApp } from '../../../src/app.js';
import type { ApiClient } from '../../support/api-client.js';
import { startTestApp, type TestApp } from '../../support/test-app.js';
import { killBackends, waitsForLock, withClient } from '../support/backends.js';
import { eventually } from '../support/eventually.js';

const ITEMS = '/api/v1/items';

describe('a request with an Idempotency-Key', () => {
  let api: TestApp;
  let url: string;

  beforeAll(async () => {
    api = await startTestApp({ LOCK_TIMEOUT_MS: '20000', STATEMENT_TIMEOUT_MS: '20000' });
    url = api.config.DATABASE_URL!;
  });
  afterAll(() => api.close());

  const keyed = (key: string = randomUUID()): ApiClient => api.client.with({ 'idempotency-key': key });

  const count = async (name: string): Promise<number> =>
    (await api.client.get(`${ITEMS}?name=${name}`)).body.total as number;

  /** Runs `work` while no row can be inserted. */
  const whileBlocked = (work: (release: () => Promise<unknown>) => Promise<void>) =>
    withClient(url, async (client) => {
      await client.query('begin');
      await client.query('lock table "items" in share mode');
      await work(() => client.query('rollback'));
    });

  it('is refused with Retry-After while the first one goes on, and replayed once that is done', async () => {
    const client = keyed();
    const name = randomUUID();
    await whileBlocked(async (release) => {
      const first = client.post(ITEMS, { name });
      await eventually(() => waitsForLock(url));
      const second = await client.post(ITEMS, { name });
      expect([second.status, second.body.error_code]).toEqual([409, 'CONFLICT']);
      expect(second.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      expect(second.body.errors).toBeUndefined();
      await release();
      expect((await first).status).toBe(201);
      expect((await client.post(ITEMS, { name })).text).toBe((await first).text);
    });
  });

  it('waits for the first one and replays its answer', async () => {
    const client = keyed();
    const name = randomUUID();
    await whileBlocked(async (release) => {
      const first = client.post(ITEMS, { name });
      await eventually(() => waitsForLock(url));
      const second = client.post(ITEMS, { name });
      await release();
      expect((await second).text).toBe((await first).text);
      expect((await second).headers['idempotency-replayed']).toBe('true');
    });
    expect(await count(name)).toBe(1);
  });

  it('frees the key at once when its connection dies, and writes nothing twice', async () => {
    const client = keyed();
    const name = randomUUID();
    await whileBlocked(async (release) => {
      const first = client.post(ITEMS, { name });
      await eventually(() => waitsForLock(url));
      await killBackends(url, 'active');
      expect((await first).status).toBe(503);
      await release();
    });
    const again = await client.post(ITEMS, { name });
    expect(again.status).toBe(201);
    expect(again.headers).not.toHaveProperty('idempotency-replayed');
    expect(await count(name)).toBe(1);
  });

  it('creates one row, whichever process is asked', async () => {
    const other = await createApp(api.config, { logStream: { write: () => undefined } });
    await other.listen(0, '127.0.0.1');
    const client = keyed();
    const elsewhere = client.at(await other.getUrl());
    const name = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => (i % 2 ? client : elsewhere).post(ITEMS, { name })),
    );
    await other.close();
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await count(name)).toBe(1);
  });
});
