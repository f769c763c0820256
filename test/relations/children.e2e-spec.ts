import { runAsSystem } from '../../src/platform/context/request-context.js';
import { Database } from '../../src/platform/database/database.js';
import type { ApiClient } from '../support/api-client.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import {
  ProbeCustomer,
  ProbeOrder,
  ProbeOrderLine,
  ProbeProduct,
  ProbeProductTag,
  ProbeTag,
} from './shop/entities.js';
import { LAST, OrderLinesModule, OrdersModule, REFUSED } from './shop/orders-api.js';

const ORDERS = '/api/v1/probe-orders';
const LINES = '/api/v1/probe-order-lines';
const MISSING = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';

interface Line {
  position: number;
  product_id: string;
}

describe('an order with its lines', () => {
  let api: TestApp;
  let product_id: string;
  let client: ApiClient;

  beforeAll(async () => {
    const entities = [ProbeCustomer, ProbeTag, ProbeProduct, ProbeProductTag, ProbeOrder, ProbeOrderLine];
    api = await startTestApp({}, { modules: [OrderLinesModule], orm: { entities } });
    client = api.client;
    const database = api.app.get(Database);
    [{ id: product_id }] = (await runAsSystem('test', database, () =>
      database.query<{ id: string }>(
        `insert into probe_products (id, created_at, updated_at, name, price) values (gen_random_uuid(), now(), now(), 'Oak', 1) returning id`,
      ),
    )) as [{ id: string }];
  });
  afterAll(() => api.close());

  const lines = (...positions: number[]): Line[] => positions.map((position) => ({ position, product_id }));
  const versionOf = async (id: string): Promise<number> =>
    (await client.get(`${ORDERS}/${id}`)).body.version as number;
  const make = async (...positions: number[]): Promise<string> =>
    (await client.post(ORDERS, { number: 'o', lines: lines(...positions) })).body.id as string;
  const linesOf = async (id: string): Promise<{ id: string; position: number }[]> =>
    (await client.get(`${LINES}?order_id=${id}&order_by=position`)).body.items;
  const errorsOf = (answer: { status: number; body: { errors?: { loc: unknown; type: string }[] } }) => [
    answer.status,
    ...(answer.body.errors ?? []).map(({ loc, type }) => [loc, type]),
  ];

  it('is made in one request, and embeds them', async () => {
    const made = await client.post(`${ORDERS}?include=lines`, { number: 'a', lines: lines(1, 2) });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ number: 'a', version: 1, lines: lines(1, 2) });
    expect(made.headers.location).toBe(`${ORDERS}/${made.body.id as string}`);
    expect(made.headers.etag).toBeUndefined();
    const plain = await client.post(ORDERS, { number: 'b', lines: lines(1) });
    expect(plain.body).not.toHaveProperty('lines');
    expect(plain.headers.etag).toBe('"1"');
    expect(await linesOf(plain.body.id as string)).toMatchObject([{ position: 1, version: 1 }]);
    const found = await client.get(`${LINES}?include=order&order__number=a&order_by=order__number`);
    expect(found.body.items).toMatchObject([{ order: { number: 'a' } }, { order: { number: 'a' } }]);
    expect((await client.post(ORDERS, { number: 'c', lines: [] })).status).toBe(201);
  });

  it('is made whole, or not at all; errors name list, index and field', async () => {
    const post = async (...given: object[]) =>
      errorsOf(await client.post(ORDERS, { number: 'whole', lines: given }));
    const [one, two] = lines(1, 2) as [Line, Line];
    const loc = (i: number, name: string) => ['body', 'lines', i, name];
    expect(await post(one, { ...two, product_id: MISSING })).toEqual([
      422,
      [loc(1, 'product_id'), 'foreign_key'],
    ]);
    expect(await post({ ...one, position: -1 }, { position: 2 })).toEqual([
      422,
      [loc(0, 'position'), 'min'],
      [loc(1, 'product_id'), 'missing'],
    ]);
    expect(await post(one, two, one)).toEqual([422, [loc(2, 'position'), 'duplicate']]);
    expect(await post(one, ...lines(REFUSED))).toEqual([422, [loc(1, 'position'), 'max']]);
    expect(await post({ ...one, order_id: MISSING })).toEqual([422, [loc(0, 'order_id'), 'unknown']]);
    expect(await post(...lines(...Array.from({ length: 101 }, (_, i) => i)))).toEqual([
      422,
      [['body', 'lines'], 'max_items'],
    ]);
    const found = await client.get(`${ORDERS}?number=whole`);
    expect(found.body.total).toBe(0);
  });

  it('is answered as the rules of its lines leave it', async () => {
    const made = await client.post(ORDERS, { number: 'not yet', lines: lines(1, LAST) });
    expect([made.status, made.body.number, made.headers.etag]).toEqual([201, 'full', '"2"']);
  });

  it('takes them when it is made, and in no other body', async () => {
    const id = await make(1);
    const unknown = (...loc: unknown[]) => [422, [['body', ...loc, 'lines'], 'unknown']];
    expect(errorsOf(await client.patch(`${ORDERS}/${id}`, { lines: lines(2) }))).toEqual(unknown());
    const items = [{ number: 'x', lines: lines(1) }];
    expect(errorsOf(await client.post(`${ORDERS}/bulk`, { items }))).toEqual(unknown('items', 0));
  });

  it('is made once for each Idempotency-Key', async () => {
    const keyed = client.with({ 'Idempotency-Key': 'order with lines' });
    const body = { number: 'once', lines: lines(1, 2) };
    const [first, second] = [await keyed.post(ORDERS, body), await keyed.post(ORDERS, body)];
    expect(second.body).toEqual(first.body);
    expect(second.headers['idempotency-replayed']).toBe('true');
    expect((await client.get(`${LINES}?order__number=once`)).body.total).toBe(2);
    expect((await keyed.post(ORDERS, { ...body, lines: lines(1) })).status).toBe(422);
  });

  it('rises in version with every change of a line', async () => {
    const id = await make(1);
    expect(await versionOf(id)).toBe(1);
    const [first] = await linesOf(id);
    const url = `${LINES}/${first!.id}`;
    await client.patch(url, { position: 5 });
    expect(await versionOf(id)).toBe(2);
    await client.patch(url, { position: 5 });
    expect(await versionOf(id)).toBe(2);
    await client.delete(url);
    expect(await versionOf(id)).toBe(3);
    await client.post(`${url}/restore`);
    expect(await versionOf(id)).toBe(4);
    const items = lines(6, 7).map((line) => ({ ...line, order_id: id }));
    await client.post(`${LINES}/bulk`, { items });
    expect(await versionOf(id)).toBe(5);
    const upserted = await client.put(`${LINES}/bulk`, { items: [...items, { ...items[0], position: 8 }] });
    expect(upserted.body).toMatchObject({ created: 1, updated: 0, ignored: 2 });
    expect(await versionOf(id)).toBe(6);
    await client.put(`${LINES}/bulk`, { items });
    expect(await versionOf(id)).toBe(6);
    await client.post(`${LINES}/bulk/delete`, { ids: (await linesOf(id)).map((line) => line.id) });
    expect(await versionOf(id)).toBe(7);
  });

  it('takes its lines along when it goes, and brings those back that went with it', async () => {
    const id = await make(1, 2, 3);
    const [first] = await linesOf(id);
    await client.delete(`${LINES}/${first!.id}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await client.delete(`${ORDERS}/${id}`)).status).toBe(204);
    expect(await linesOf(id)).toEqual([]);
    const orphan = { order_id: id, ...lines(9)[0] };
    expect(errorsOf(await client.post(LINES, orphan))).toEqual([422, [['body', 'order_id'], 'foreign_key']]);
    const restored = await client.post(`${ORDERS}/${id}/restore?include=lines`);
    expect(restored.body.lines).toMatchObject(lines(2, 3));
  });

  it('decides who sees and writes its lines', async () => {
    const id = await make(1);
    const other = (await api.signUp()).client;
    const [line] = await linesOf(id);
    const url = `${LINES}/${line!.id}`;
    expect((await other.get(url)).status).toBe(200);
    expect((await other.post(LINES, { order_id: id, ...lines(2)[0] })).status).toBe(403);
    expect((await other.patch(url, { position: 3 })).status).toBe(403);
    expect((await other.delete(url)).status).toBe(403);
    expect((await api.admin.patch(url, { position: 3 })).status).toBe(200);
    const mine = (await other.post(ORDERS, { number: 'mine' })).body.id as string;
    expect((await client.patch(url, { order_id: mine })).status).toBe(403);
    expect(errorsOf(await client.patch(url, { order_id: MISSING }))).toEqual([
      422,
      [['body', 'order_id'], 'foreign_key'],
    ]);
    await client.delete(url);
    expect((await other.post(`${url}/restore`)).status).toBe(404);
    expect((await client.post(`${url}/restore`)).status).toBe(200);
  });

  it('is documented with them', async () => {
    const { body } = await api.anonymous.get('/docs-json');
    const { schemas } = body.components as {
      schemas: Record<string, { properties: object; required?: string[] }>;
    };
    expect(schemas.CreateProbeOrderWithParts!.properties).toMatchObject({
      lines: { type: 'array', maxItems: 100, items: { $ref: '#/components/schemas/ProbeOrderLinePart' } },
    });
    expect(schemas.CreateProbeOrderWithParts!.required).toEqual(['number']);
    expect(Object.keys(schemas.ProbeOrderLinePart!.properties)).toEqual(['position', 'product_id']);
    expect(Object.keys(schemas.CreateProbeOrder!.properties)).toEqual(['number']);
    const parameters = body.paths[LINES].get.parameters as {
      name: string;
      schema: { items: { enum: string[] } };
    }[];
    expect(parameters.find(({ name }) => name === 'include')!.schema.items.enum).toEqual([
      'order',
      'order.lines',
    ]);
  });

  it('stops the start where nobody makes its lines', async () => {
    const entities = [ProbeCustomer, ProbeTag, ProbeProduct, ProbeProductTag, ProbeOrder, ProbeOrderLine];
    await expect(startTestApp({}, { modules: [OrdersModule], orm: { entities } })).rejects.toThrow(
      /ProbeOrder has no parts named lines/,
    );
  });
});
