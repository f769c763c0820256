import { createItems, faults, ITEMS, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('creating and reading an item', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  it('fills in what was left out', async () => {
    const { body, status } = await api.client.post(ITEMS, { name: tag() });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      description: null,
      quantity: 0,
      status: 'draft',
      version: 1,
      deleted_at: null,
    });
    expect(body.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(body.created_at).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    expect(body.updated_at).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
  });

  it('tells where the item is and which version it has', async () => {
    const created = await api.client.post(ITEMS, { name: tag(), quantity: 7, status: 'active' });
    expect(created.headers.location).toBe(`${ITEMS}/${created.body.id}`);
    expect(created.headers.etag).toBe('"1"');
    const found = await api.client.get(created.headers.location!);
    expect(found.status).toBe(200);
    expect(found.body).toEqual(created.body);
    expect(found.headers.etag).toBe('"1"');
  });

  it.each([
    ['the least quantity', { quantity: 0 }],
    ['the greatest quantity', { quantity: 2_147_483_647 }],
    ['no description', { description: null }],
    ['an empty description', { description: '' }],
    ['the longest description', { description: 'd'.repeat(5000) }],
    ['each status', { status: 'archived' }],
    ['line breaks and tabs', { description: 'a\n\tb' }],
    ['text of any script', { description: 'Ünïcödé 日本語 עברית 👩‍👩‍👧 e\u0301 \u2028 \u{10ffff} \ufffd' }],
    ['markup and SQL as they are', { description: `<b>&amp;</b> '; drop table items; -- $1 \\` }],
  ])('takes %s', async (_what, fields) => {
    const created = await api.client.post(ITEMS, { name: tag(), ...fields });
    expect(created.status).toBe(201);
    expect(created.body).toMatchObject(fields);
    expect((await api.client.get(created.headers.location!)).body).toMatchObject(fields);
  });

  it.each([
    ['no name', { name: undefined }, 'name', 'missing'],
    ['a name of null', { name: null }, 'name', 'null'],
    ['an empty name', { name: '' }, 'name', 'min_length'],
    ['a blank name', { name: ' \t\n ' }, 'name', 'min_length'],
    ['a name too long', { name: 'n'.repeat(256) }, 'name', 'max_length'],
    ['a number as name', { name: 5 }, 'name', 'string'],
    ['a list as name', { name: ['a'] }, 'name', 'string'],
    ['an object as name', { name: { $ne: null } }, 'name', 'string'],
    ['a NUL in the name', { name: 'a\0b' }, 'name', 'characters'],
    ['a lone surrogate in the name', { name: 'a\ud800b' }, 'name', 'characters'],
    ['a lone low surrogate in the description', { description: '\udc00' }, 'description', 'characters'],
    ['a description too long', { description: 'd'.repeat(5001) }, 'description', 'max_length'],
    ['a negative quantity', { quantity: -1 }, 'quantity', 'min'],
    ['a quantity too great', { quantity: 2_147_483_648 }, 'quantity', 'max'],
    ['a fraction', { quantity: 1.5 }, 'quantity', 'integer'],
    ['1e21', { quantity: 1e21 }, 'quantity', 'integer'],
    ['a number as text', { quantity: '5' }, 'quantity', 'integer'],
    ['a boolean as number', { quantity: true }, 'quantity', 'integer'],
    ['a quantity of null', { quantity: null }, 'quantity', 'null'],
    ['an unknown status', { status: 'gone' }, 'status', 'enum'],
    ['a status in capitals', { status: 'DRAFT' }, 'status', 'enum'],
    ['a status of null', { status: null }, 'status', 'null'],
    ['an unknown field', { colour: 'red' }, 'colour', 'unknown'],
    ['an id of its own', { id: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41' }, 'id', 'unknown'],
    ['a version', { version: 5 }, 'version', 'unknown'],
    ['a time of creation', { created_at: '2020-01-01T00:00:00Z' }, 'created_at', 'unknown'],
    ['an owner', { owner_id: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41' }, 'owner_id', 'unknown'],
    ['a constructor', { constructor: {} }, 'constructor', 'unknown'],
  ])('refuses %s', async (_what, fields, field, type) => {
    const { status, body } = await api.client.post(ITEMS, { name: tag(), ...fields });
    expect(status).toBe(422);
    expect(body.error_code).toBe('VALIDATION_ERROR');
    expect(faults(body)).toEqual([[['body', field], type]]);
  });

  it.each([
    ['__proto__', '{"name":"x","__proto__":{"admin":true}}', 422],
    ['a number of many digits', '{"name":"x","quantity":123456789012345678901234567890}', 422],
    ['a list as the body', '[]', 422],
    ['null as the body', 'null', 422],
    ['text as the body', '"x"', 422],
    ['no body', '', 422],
    ['half a body', '{"name":', 400],
  ])('refuses %s', async (_what, body, status) => {
    const answer = await api.client.send('post', ITEMS, undefined, (test) =>
      test.set('content-type', 'application/json').send(body),
    );
    expect(answer.status).toBe(status);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  it('trims a text before it counts its characters', async () => {
    const name = 'n'.repeat(255 - 13) + tag();
    const created = await api.client.post(ITEMS, { name: `  ${name} \n`, description: '  d  ' });
    expect(created.body).toMatchObject({ name, description: 'd' });
  });

  it('counts Unicode code points, not UTF-16 units', async () => {
    const emoji = tag() + '😀'.repeat(242);
    expect((await api.client.post(ITEMS, { name: emoji })).body.name).toBe(emoji);
    const combining = tag() + 'e\u0301'.repeat(121);
    expect((await api.client.post(ITEMS, { name: combining })).body.name).toBe(combining);
    const { status, body } = await api.client.post(ITEMS, { name: `${emoji}😀` });
    expect([status, faults(body)]).toEqual([422, [[['body', 'name'], 'max_length']]]);
  });

  it('refuses a name that is taken, trimmed or not, and names the field', async () => {
    const name = tag();
    await createItems(api.client, { name });
    const { status, body } = await api.client.post(ITEMS, { name: ` ${name} ` });
    expect(status).toBe(409);
    expect(body.error_code).toBe('CONFLICT');
    expect(faults(body)).toEqual([[['body', 'name'], 'unique']]);
  });

  it('tells names apart by case and by how they are composed', async () => {
    const name = tag();
    await createItems(api.client, { name }, { name: name.toUpperCase() });
    await createItems(api.client, { name: `${name}é` }, { name: `${name}e\u0301` });
  });

  it('lets a deleted item leave its name to another', async () => {
    const name = tag();
    const [first] = await createItems(api.client, { name });
    await api.client.delete(`${ITEMS}/${first!.id}`);
    await createItems(api.client, { name });
  });

  it('finds an item by its id in capitals too', async () => {
    const [item] = await createItems(api.client, { name: tag() });
    expect((await api.client.get(`${ITEMS}/${item!.id.toUpperCase()}`)).body.id).toBe(item!.id);
  });

  it.each([
    ['00000000-0000-0000-0000-000000000000', 404],
    ['11111111-1111-1111-1111-111111111111', 404],
    ['01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41', 404],
    ['1', 422],
    ['not-a-uuid', 422],
    ['01973c5e7d6a7cc4a3b15f6c8e0d2b41', 422],
    ['%00', 422],
    ["'", 422],
    ['01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41%20', 422],
  ])('answers for the id %s with %d', async (id, status) => {
    const { body, ...answer } = await api.client.get(`${ITEMS}/${id}`);
    expect(answer.status).toBe(status);
    expect(faults(body)).toEqual(status === 422 ? [[['path', 'id'], 'uuid']] : []);
  });

  it('refuses query parameters that it does not know', async () => {
    const [item] = await createItems(api.client, { name: tag() });
    for (const answer of [
      await api.client.get(`${ITEMS}/${item!.id}?fields=name`),
      await api.client.post(`${ITEMS}?dry_run=true`, { name: tag() }),
      await api.client.patch(`${ITEMS}/${item!.id}?force=1`, {}),
      await api.client.delete(`${ITEMS}/${item!.id}?hard=true`),
    ]) {
      expect(answer.status).toBe(422);
      expect(faults(answer.body)).toEqual([[['query', expect.any(String)], 'unknown']]);
    }
    expect((await api.client.get(`${ITEMS}/${item!.id}`)).body).toEqual(item);
  });
});
