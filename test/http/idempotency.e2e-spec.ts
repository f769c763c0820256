import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { ValidationError } from '../../src/platform/errors/errors.js';
import { fingerprintOf } from '../../src/platform/http/idempotency/fingerprint.js';
import { Database } from '../../src/platform/database/database.js';
import { IdempotencyKeys } from '../../src/platform/http/idempotency/idempotency-keys.js';
import type { ApiClient } from '../support/api-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ITEMS = '/api/v1/items';

describe('Idempotency-Key', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  const keyed = (key: string = randomUUID(), client = api.client): ApiClient =>
    client.with({ 'idempotency-key': key });

  const named = async (name: string): Promise<number> =>
    (await api.client.get(`${ITEMS}?name=${encodeURIComponent(name)}`)).body.total;

  const storedKeys = async (): Promise<number> => {
    const [row] = await api.app
      .get(Database)
      .query<{ count: number }>('select count(*)::int as count from "idempotency_keys"');
    return row!.count;
  };

  it('takes another password for another request, and keeps nothing that one could be guessed from', async () => {
    const admin = keyed(randomUUID(), api.admin);
    const user = {
      email: `${randomUUID()}@example.com`,
      display_name: 'Kim',
      password: 'first of two passphrases',
    };
    expect((await admin.post('/api/v1/users', user)).status).toBe(201);
    const other = await admin.post('/api/v1/users', { ...user, password: 'second of two passphrases' });
    expect([other.status, other.body.error_code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await admin.post('/api/v1/users', user)).headers['idempotency-replayed']).toBe('true');
    const request = {
      method: 'POST',
      url: '/x',
      headers: { 'content-type': 'application/json' },
      body: user,
    };
    const owner = { user_id: 'a', route: 'POST /x', key: 'k' };
    const digest = (key: string) =>
      fingerprintOf(request as unknown as FastifyRequest, owner, Buffer.from(key));
    expect(digest('one key')).toBe(digest('one key'));
    expect(digest('one key')).not.toBe(digest('another key'));
  });

  it('tells uploads apart that are not JSON, and refuses those that it cannot', () => {
    const owner = { user_id: 'a', route: 'POST /x', key: 'k' };
    const digest = (body: unknown, type = 'image/png') =>
      fingerprintOf(
        {
          method: 'POST',
          url: '/x',
          headers: { 'content-type': type, 'content-length': '3' },
          body,
        } as unknown as FastifyRequest,
        owner,
        Buffer.from('key'),
      );
    expect(digest(Buffer.from('one'))).not.toBe(digest(Buffer.from('two')));
    expect(digest('one', 'text/plain')).not.toBe(digest('two', 'text/plain'));
    expect(() => digest(undefined, 'multipart/form-data; boundary=x')).toThrow(ValidationError);
  });

  it('replays the first answer, headers included, and creates nothing again', async () => {
    const client = keyed();
    const name = randomUUID();
    const first = await client.post(ITEMS, { name, quantity: 2 });
    expect(first.status).toBe(201);
    expect(first.headers).not.toHaveProperty('idempotency-replayed');
    const second = await client.post(ITEMS, { name, quantity: 2 });
    expect([second.status, second.text]).toEqual([201, first.text]);
    expect(second.headers).toMatchObject({
      'idempotency-replayed': 'true',
      location: first.headers.location,
      etag: '"1"',
      'content-type': first.headers['content-type'],
    });
    expect(await named(name)).toBe(1);
  });

  it('replays what was answered then, whatever became of the row', async () => {
    const client = keyed();
    const name = randomUUID();
    const first = await client.post(ITEMS, { name });
    await api.client.patch(first.headers.location!, { quantity: 7 });
    await api.client.delete(first.headers.location!);
    expect((await client.post(ITEMS, { name })).text).toBe(first.text);
  });

  it('covers bulk creation', async () => {
    const client = keyed();
    const rows = { items: [{ name: randomUUID() }, { name: randomUUID() }] };
    const first = await client.post(`${ITEMS}/bulk`, rows);
    const second = await client.post(`${ITEMS}/bulk`, rows);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).toBe(first.text);
    expect(second.headers['idempotency-replayed']).toBe('true');
  });

  it('creates one row for twenty requests at once, and all get the same answer', async () => {
    const client = keyed();
    const name = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.post(ITEMS, { name })));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotency-replayed'])).toHaveLength(19);
    expect(await named(name)).toBe(1);
  });

  it('keeps one lock, and no more, of twenty requests at once that all fail', async () => {
    const name = randomUUID();
    await api.client.post(ITEMS, { name });
    const client = keyed();
    const answers = await Promise.all(Array.from({ length: 20 }, () => client.post(ITEMS, { name })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([409]));
    expect(answers.every(({ body }) => body.errors[0].type === 'unique')).toBe(true);
  });

  it('refuses the same key with another request', async () => {
    const client = keyed();
    const name = randomUUID();
    await client.post(ITEMS, { name });
    for (const body of [{ name, quantity: 1 }, { name: randomUUID() }]) {
      const refused = await client.post(ITEMS, body);
      expect([refused.status, refused.body.error_code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    }
    expect((await client.post(ITEMS, { name })).status).toBe(201);
  });

  it('keeps the keys of routes apart', async () => {
    const client = keyed();
    expect((await client.post(ITEMS, { name: randomUUID() })).status).toBe(201);
    const bulk = await client.post(`${ITEMS}/bulk`, { items: [{ name: randomUUID() }] });
    expect(bulk.status).toBe(201);
    expect(bulk.headers).not.toHaveProperty('idempotency-replayed');
  });

  it('keeps the keys of users apart', async () => {
    const key = randomUUID();
    const { client: other } = await api.signUp();
    const name = randomUUID();
    const mine = await keyed(key).post(ITEMS, { name });
    const theirs = await keyed(key, other).post(ITEMS, { name });
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.headers).not.toHaveProperty('idempotency-replayed');
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  it('frees the key when the request fails', async () => {
    const client = keyed();
    const name = randomUUID();
    const { headers } = await api.client.post(ITEMS, { name });
    expect((await client.post(ITEMS, { name })).status).toBe(409);
    expect((await client.post(ITEMS, { name: '' })).status).toBe(422);
    await api.client.delete(headers.location!);
    const late = await client.post(ITEMS, { name });
    expect(late.status).toBe(201);
    expect(late.headers).not.toHaveProperty('idempotency-replayed');
  });

  it.each([
    ['empty', ''],
    ['256 characters long', 'k'.repeat(256)],
    ['not ASCII', 'schl\u00fcssel'],
    ['with a control character', 'a\tb'],
  ])('is refused when it is %s', async (_what, key) => {
    const refused = await keyed(key).post(ITEMS, { name: randomUUID() });
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toEqual([
      { loc: ['header', 'idempotency-key'], msg: expect.any(String), type: 'idempotency_key' },
    ]);
  });

  it('is refused when it is sent twice', async () => {
    const refused = await api.client.send('post', ITEMS, { name: randomUUID() }, (test) =>
      test.set('idempotency-key', ['a', 'b'] as unknown as string),
    );
    expect(refused.status).toBe(422);
    expect(refused.body.errors[0]).toMatchObject({ loc: ['header', 'idempotency-key'], type: 'multiple' });
  });

  it.each(['k'.repeat(255), ' !~', '"8e03978e-40d5-43dd-bc93-6894a57f9324"'])('may be %.40p', async (key) => {
    const body = { name: randomUUID() };
    expect((await keyed(key).post(ITEMS, body)).status).toBe(201);
    expect((await keyed(key).post(ITEMS, body)).headers['idempotency-replayed']).toBe('true');
  });

  it('is forgotten when it has expired, and purged', async () => {
    const client = keyed();
    const expire = () =>
      api.app.get(Database).query(`update "idempotency_keys" set "expires_at" = now() - interval '1 second'`);
    const { headers } = await client.post(ITEMS, { name: randomUUID() });
    await expire();
    const again = await client.post(ITEMS, { name: randomUUID() });
    expect(again.status).toBe(201);
    expect(again.headers.location).not.toBe(headers.location);
    await expire();
    await keyed().post(ITEMS, { name: randomUUID() });
    const keys = api.app.get(IdempotencyKeys);
    const purged = await Promise.all([keys.purge(), keys.purge(), keys.purge()]);
    expect(purged.reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(1);
    expect(await storedKeys()).toBe(1);
  });

  it('costs nothing when it is not sent', async () => {
    const before = await storedKeys();
    await api.client.post(ITEMS, { name: randomUUID() });
    expect(await storedKeys()).toBe(before);
  });
});
