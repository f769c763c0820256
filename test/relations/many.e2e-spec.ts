import { jest } from '@jest/globals';
import type { ApiClient } from '../support/api-client.js';
import { faults, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { runAsSystem } from '../../src/platform/context/request-context.js';
import { Database } from '../../src/platform/repository.js';
import { statementsOf } from '../support/entity-database.js';
import { KITS, KitsModule, KitsRepository, RuledKitsService } from './many/kits.module.js';

const PATH = '/api/v1/probe-kits';
const LABELS = '/api/v1/probe-labels';
const MISSING = '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41';

describe('sets of other rows', () => {
  let api: TestApp;
  let ada: ApiClient;

  beforeAll(async () => {
    api = await startTestApp({}, { modules: [KitsModule], orm: { entities: KITS } });
    ada = api.client;
  });
  afterAll(() => api.close());

  const label = async (client = ada): Promise<string> =>
    (await client.post(LABELS, { name: tag() })).body.id as string;
  const kit = async (more: object = {}) => (await ada.post(PATH, { name: tag(), ...more })).body;
  const found = async (query: string, client = ada): Promise<string[]> =>
    (await client.get(`${PATH}?order_by=created_at&${query}`)).body.items.map(({ id }: { id: string }) => id);
  const inUnit = <T>(work: () => Promise<T>): Promise<T> => runAsSystem('test', api.app.get(Database), work);

  it('are written with their row, and answered by every route', async () => {
    const [a, b] = [await label(), await label()];
    const created = await ada.post(PATH, { name: tag(), label_ids: [b, a.toUpperCase()] });
    expect([created.status, created.body]).toMatchObject([
      201,
      { label_ids: [a, b], part_ids: [], version: 1 },
    ]);
    const url = created.headers.location!;
    expect((await ada.get(url)).body).toEqual(created.body);
    expect((await ada.get(`${PATH}?name=${created.body.name}`)).body.items).toEqual([created.body]);
    expect((await ada.patch(url, { name: tag() })).body).toMatchObject({ label_ids: [a, b], version: 2 });
    expect((await ada.patch(url, { label_ids: [a] })).body).toMatchObject({ label_ids: [a], version: 3 });
    expect((await ada.patch(url, { label_ids: [a] })).body).toMatchObject({ label_ids: [a], version: 3 });
    expect((await ada.patch(url, {})).body).toMatchObject({ label_ids: [a], version: 3 });
    const both = await ada.patch(url, { name: tag(), label_ids: [b] });
    expect([both.body, both.headers.etag]).toMatchObject([{ label_ids: [b], version: 4 }, '"4"']);
    expect((await ada.patch(url, { label_ids: [] })).body).toMatchObject({ label_ids: [], version: 5 });
  });

  it('hold only rows that are there, live and seen, each once', async () => {
    const a = await label();
    const gone = await label();
    await ada.delete(`${LABELS}/${gone}`);
    const { client: bob } = await api.signUp();
    const unseen = await label(bob);
    const { id } = await kit({ label_ids: [a] });
    for (const other of [MISSING, gone, unseen]) {
      for (const answer of [
        await ada.post(PATH, { name: tag(), label_ids: [a, other] }),
        await ada.patch(`${PATH}/${id}`, { label_ids: [a, other] }),
      ]) {
        expect([answer.status, faults(answer.body)]).toEqual([
          422,
          [[['body', 'label_ids', 1], 'foreign_key']],
        ]);
      }
    }
    for (const [ids, loc, type] of [
      [[a, a], ['body', 'label_ids', 1], 'duplicate'],
      [[a, a.toUpperCase()], ['body', 'label_ids', 1], 'duplicate'],
      [[a, 'x'], ['body', 'label_ids', 1], 'uuid'],
      [[null], ['body', 'label_ids', 0], 'uuid'],
      [null, ['body', 'label_ids'], 'null'],
      [a, ['body', 'label_ids'], 'list'],
    ] as const) {
      const answer = await ada.patch(`${PATH}/${id}`, { label_ids: ids });
      expect([ids, answer.status, faults(answer.body)]).toEqual([ids, 422, [[loc, type]]]);
    }
    expect((await ada.get(`${PATH}/${id}`)).body).toMatchObject({ label_ids: [a], version: 1 });
    expect((await ada.patch(`${PATH}/${MISSING}`, { label_ids: [a] })).status).toBe(404);
    const stale = await ada.with({ 'If-Match': '"7"' }).patch(`${PATH}/${id}`, { label_ids: [] });
    expect(stale.status).toBe(412);
  });

  it('leave out a deleted row until it is restored, whom nothing holds back', async () => {
    const [a, b] = [await label(), await label()];
    const { id } = await kit({ label_ids: [a, b] });
    expect((await ada.delete(`${LABELS}/${b}`)).status).toBe(204);
    // Its version has not changed: who has the row already gets it all the same, with no tag to be known by once b is back.
    const known = ada.with({ 'If-None-Match': '"1"' });
    const without = await known.get(`${PATH}/${id}`);
    expect([without.body.label_ids, without.headers.etag]).toEqual([[a], undefined]);
    expect(await found(`labels=${b}`)).toEqual([]);
    expect((await ada.get(`${PATH}/${id}?include=labels`)).body.labels).toMatchObject([{ id: a }]);
    expect((await ada.patch(`${PATH}/${id}`, { label_ids: [a] })).body.version).toBe(1);
    await ada.post(`${LABELS}/${b}/restore`);
    const whole = await ada.get(`${PATH}/${id}`);
    expect([whole.body.label_ids, whole.headers.etag]).toEqual([[a, b], '"1"']);
    expect((await known.get(`${PATH}/${id}`)).status).toBe(304);
  });

  it('show to each user what they see, and leave the rest alone', async () => {
    const { client: bob } = await api.signUp();
    const [mine, his] = [await label(), await label(bob)];
    const { id } = await kit({ label_ids: [mine] });
    const url = `${PATH}/${id}`;
    expect((await bob.patch(url, { label_ids: [his] })).body.label_ids).toEqual([his]);
    expect((await ada.get(url)).body.label_ids).toEqual([mine]);
    expect((await api.admin.get(url)).body.label_ids).toEqual([mine, his]);
    expect((await bob.get(`${url}?include=labels`)).body.labels).toMatchObject([{ id: his }]);
    expect([await found(`labels=${mine}`), await found(`labels=${mine}`, bob)]).toEqual([[id], []]);
  });

  it('are embedded and filtered by', async () => {
    const [a, b] = [await label(), await label()];
    const both = await kit({ label_ids: [a, b] });
    const one = await kit({ label_ids: [a], part_ids: [both.id] });
    expect(await found(`labels=${a}`)).toEqual([both.id, one.id]);
    expect(await found(`labels__in=${b},${MISSING}`)).toEqual([both.id]);
    expect(await found(`labels__all=${a},${b}`)).toEqual([both.id]);
    expect(await found(`labels__all=${a},${MISSING}`)).toEqual([]);
    expect(await found(`parts=${both.id}`)).toEqual([one.id]);
    expect(await found(`parts=${one.id}`)).toEqual([]);
    const embedded = await ada.get(`${PATH}/${one.id}?include=labels,parts.labels`);
    expect(embedded.body).toMatchObject({
      labels: [{ id: a }],
      parts: [{ id: both.id, label_ids: [a, b], labels: [{ id: a }, { id: b }] }],
    });
    expect(embedded.headers.etag).toBeUndefined();
    for (const [query, name] of [
      ['labels=x', 'labels'],
      ['labels__in=', 'labels__in'],
      ['labels__all=x', 'labels__all'],
      [`labels__neq=${a}`, 'labels__neq'],
      [`label_ids=${a}`, 'label_ids'],
    ]) {
      const { status, body } = await ada.get(`${PATH}?${query}`);
      expect([query, status, faults(body)[0]?.[0]]).toEqual([query, 422, ['query', name]]);
    }
  });

  it('are filtered by through a reference, whatever that is called', async () => {
    const [a, b] = [await label(), await label()];
    const both = await kit({ label_ids: [a, b] });
    const within = await kit({ label_ids: [a], kits_id: both.id });
    expect(await found(`kits__labels=${b}`)).toEqual([within.id]);
    expect(await found(`kits__labels__all=${a},${b}&kits__name__in=${both.name}`)).toEqual([within.id]);
    expect(await found(`kits__labels__in=${MISSING}`)).toEqual([]);
    expect(await found(`kits__name=${both.name}&labels=${a}`)).toEqual([within.id]);
    expect(await found(`kits__labels=${b}`, (await api.signUp()).client)).toEqual([]);
    expect((await ada.get(`${PATH}?kits__kits__labels=${a}`)).status).toBe(422);
  });

  it('come with many rows at once, by a constant few statements', async () => {
    const [a, b] = [await label(), await label()];
    const make = (count: number) =>
      statementsOf(async () => {
        const items = Array.from({ length: count }, () => ({ name: tag(), label_ids: [a, b] }));
        const { status, body } = await ada.post(`${PATH}/bulk`, { items });
        expect([status, body]).toMatchObject([201, { created: count, items }]);
      });
    expect((await make(50)).length).toBe((await make(2)).length);
    const refused = await ada.post(`${PATH}/bulk`, {
      items: [{ name: tag() }, { name: tag(), label_ids: [a, MISSING] }, { name: tag(), label_ids: [b, b] }],
    });
    expect(faults(refused.body)).toEqual([[['body', 'items', 2, 'label_ids', 1], 'duplicate']]);
    const missing = await ada.post(`${PATH}/bulk`, {
      items: [{ name: tag() }, { name: tag(), label_ids: [a, MISSING] }],
    });
    expect(faults(missing.body)).toEqual([[['body', 'items', 1, 'label_ids', 1], 'foreign_key']]);
  });

  it('are upserted: given they replace what is stored, and left out they stay', async () => {
    const [a, b] = [await label(), await label()];
    const [first, second] = [await kit({ label_ids: [a] }), await kit({ label_ids: [a] })];
    const put = async (items: object[], more: object = {}) => {
      const { status, body } = await ada.put(`${PATH}/bulk`, { items, ...more });
      expect([status, body.detail]).toEqual([200, undefined]);
      return body;
    };
    const items = [
      { name: first.name, label_ids: [b] },
      { name: second.name },
      { name: tag(), label_ids: [a] },
    ];
    expect(await put(items)).toMatchObject({
      ...{ created: 1, updated: 1, ignored: 1 },
      items: [
        { id: first.id, label_ids: [b], version: 2 },
        { id: second.id, label_ids: [a], version: 1 },
        { label_ids: [a], version: 1 },
      ],
    });
    expect(await put(items)).toMatchObject({ created: 0, updated: 0, ignored: 3 });
    const other = [{ name: first.name, label_ids: [a], part_ids: [second.id] }];
    expect(await put(other, { on_conflict: 'ignore' })).toMatchObject({
      ignored: 1,
      items: [{ label_ids: [b] }],
    });
    expect(await put(other, { update_fields: ['part_ids'] })).toMatchObject({
      updated: 1,
      items: [{ label_ids: [b], part_ids: [second.id], version: 3 }],
    });
  });

  it('are what the rules of a service see, and may change', async () => {
    const { writes, told } = api.app.get(RuledKitsService);
    const [a, b] = [await label(), await label()];
    const name = tag();
    await inUnit(async () => {
      const made = await writes.create({ name, label_ids: [a, b] });
      expect(made.label_ids).toEqual([a]);
      expect((await writes.update(made.id, { label_ids: [b, a] })).label_ids).toEqual([b]);
      const { updated, items } = await writes.upsertMany([{ name, label_ids: [a, b] }]);
      expect([updated, items[0]]).toMatchObject([1, { label_ids: [a], version: 3 }]);
    });
    expect(told).toEqual([
      { before: undefined, sent: [a, b] },
      { before: undefined, sent: [a, b], after: [a] },
      { before: [a], sent: [b, a] },
      { before: [a], sent: [b, a], after: [b] },
      { before: [b], sent: [a, b] },
      { before: [b], sent: [a, b], after: [a] },
    ]);
  });

  it('are changed by a repository for rows that fit, and for no others', async () => {
    const kits = api.app.get(KitsRepository);
    const a = await label();
    const [one, two] = [await kit({ label_ids: [a] }), await kit()];
    await inUnit(async () => {
      expect(await kits.update(one.id, { label_ids: [] }, { versions: [7] })).toBeUndefined();
      expect(await kits.update(MISSING, { label_ids: [a] })).toBeUndefined();
      const fitting = { name: { $in: [one.name as string, two.name as string] } };
      expect(await kits.updateMany(fitting, { label_ids: [a] })).toBe(1);
      const rows = await kits.getMany([one.id, two.id]);
      expect(rows).toMatchObject([
        { label_ids: [a], version: 1 },
        { label_ids: [a], version: 2 },
      ]);
      await kits.delete(one.id);
    });
  });

  it('are embedded beside single rows, without a word in the log', async () => {
    const warned = jest.spyOn(console, 'warn').mockReturnValue();
    const a = await label();
    const { id } = await kit({ front_id: a, label_ids: [a] });
    const { body } = await ada.get(`${PATH}/${id}?include=front,labels,parts.front`);
    expect(body).toMatchObject({ front: { id: a, width: '1.50' }, labels: [{ id: a, width: '1.50' }] });
    expect((await ada.get(`${PATH}/${(await kit()).id}?include=front`)).body.front).toBeNull();
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  it('hold nothing back, while a reference does, which the document says', async () => {
    const [a, b] = [await label(), await label()];
    await kit({ front_id: a, label_ids: [a, b] });
    const held = await ada.delete(`${LABELS}/${a}`);
    expect([held.status, held.body.error_code, held.body.detail]).toEqual([
      409,
      'CONFLICT',
      'The resource is still in use by another one (probe kit)',
    ]);
    expect((await ada.delete(`${LABELS}/${b}`)).status).toBe(204);
  });

  it('refuse a row that is being deleted', async () => {
    for (let i = 0; i < 5; i++) {
      const a = await label();
      const [made, gone] = await Promise.all([
        ada.post(PATH, { name: tag(), label_ids: [a] }),
        ada.delete(`${LABELS}/${a}`),
      ]);
      expect(gone.status).toBe(204);
      expect([201, 422]).toContain(made.status);
    }
  });
});
