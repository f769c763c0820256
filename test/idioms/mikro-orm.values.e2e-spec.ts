import { wrap } from '@mikro-orm/core';
import { runAsSystem } from '../../src/platform/context/request-context.js';
import { Database } from '../../src/platform/repository.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { ProbePlace, Point, Rank, Season } from './mikro-orm/place.js';
import { PlacesModule, PlacesRepository, PlacesService } from './mikro-orm/places.module.js';

const PATH = '/api/v1/probe-places';

describe('values as MikroORM has them', () => {
  let api: TestApp;
  let places: PlacesRepository;
  let database: Database;
  let count = 0;

  beforeAll(async () => {
    api = await startTestApp({}, { modules: [PlacesModule], orm: { entities: [ProbePlace] } });
    places = api.app.get(PlacesRepository);
    database = api.app.get(Database);
  });
  afterAll(() => api.close());

  const inUnit = <T>(work: () => Promise<T>): Promise<T> => runAsSystem('test', database, work);
  const name = (): string => `place ${++count}`;
  const body = (more: object = {}) => ({ name: name(), address: { city: 'Graz' }, ...more });

  /** The columns, as the database holds them. */
  const stored = async (id: string): Promise<Record<string, unknown>> =>
    (
      await database.query<Record<string, unknown>>(
        'select *, location::text as at from probe_places where id = $1',
        [id],
      )
    )[0]!;

  it('are written and read through HTTP, whatever a column is called and however it is converted', async () => {
    const sent = body({
      code: 'abc',
      languages: ['de', 'en'],
      beds: 3,
      address: { street: 'Ring 1', city: 'Wien', country: 'AT' },
      billing: { street: null, city: 'Linz', country: 'AT' },
      seasons: [Season.SUMMER],
      rank: Rank.HIGH,
    });
    const created = await api.client.post(PATH, sent);
    expect([created.status, created.body.detail, created.body]).toMatchObject([
      201,
      undefined,
      { ...sent, guests: 6, label: `${sent.name} in Wien`, version: 1 },
    ]);
    const { id } = created.body;
    expect((await api.client.get(`${PATH}/${id}`)).body).toEqual(created.body);
    expect((await api.client.get(`${PATH}?name=${sent.name}`)).body.items).toEqual([created.body]);
    expect(await stored(id)).toMatchObject({
      code: 'ABC',
      languages: 'de,en',
      number_of_beds: 3,
      address_city: 'Wien',
      address_country_code: 'AT',
      billing: { street: null, city: 'Linz', country_code: 'AT' },
      rank: 2,
    });
  });

  it('change by PATCH, embedded objects as a whole or in part', async () => {
    const { body: made } = await api.client.post(PATH, body({ address: { street: 'Ring 1', city: 'Wien' } }));
    const path = `${PATH}/${made.id}`;
    const patched = await api.client.patch(path, { beds: 2, code: 'x', address: { city: 'Wels' } });
    expect(patched.body).toMatchObject({ beds: 2, guests: 4, code: 'x', version: 2 });
    expect(patched.body.address).toEqual({ street: 'Ring 1', city: 'Wels', country: 'XX' });
    expect((await api.client.patch(path, { beds: 2, code: 'x' })).body.version).toBe(2);
    expect(
      (await api.client.patch(path, { billing: { city: 'Enns' }, languages: ['fr'] })).body,
    ).toMatchObject({
      billing: { city: 'Enns' },
      languages: ['fr'],
      version: 3,
    });
    expect((await api.client.patch(path, { address: { city: 'Traun' } })).body).toMatchObject({ version: 4 });
    expect((await api.client.patch(path, { billing: null, languages: null })).body).toMatchObject({
      billing: null,
      languages: null,
      version: 5,
    });
  });

  it('have the defaults of their entity', async () => {
    const row = await places.create({ name: name(), address: { city: 'Graz' } });
    expect(row).toMatchObject({ beds: 1, guests: 2, seasons: [], rank: Rank.LOW, version: 1 });
    expect(row.address).toMatchObject({ city: 'Graz', country: 'XX' });
  });

  it('are instances of their classes in code', async () => {
    const location = new Point(47.07, 15.43);
    const { id } = await places.create({ name: name(), location, address: { city: 'Graz' } });
    const row = await places.getOrFail(id);
    expect(row.location).toBeInstanceOf(Point);
    expect(row.location).toEqual(location);
    expect((await stored(id)).at).toBe('(47.07,15.43)');
    expect(await places.update(id, { location: new Point(1, 2) })).toMatchObject({
      location: { latitude: 1, longitude: 2 },
    });
    expect(await places.update(id, { location: new Point(1, 2) })).toBeUndefined();
    expect(await places.update(id, { location: null })).toMatchObject({ location: null });
  });

  it('are asked for as `em.find` asks', async () => {
    await api.client.post(PATH, body({ code: 'find', beds: 40 }));
    for (const where of [
      { code: 'find' },
      { code: { $in: ['find', 'nothing'] } },
      { guests: 80 },
      { beds: { $gt: 39 }, code: 'find' },
      { address: { city: 'Graz' }, code: 'find' },
      { languages: null, code: 'find' },
    ]) {
      const found = await inUnit(() => places.find(where as never));
      expect([where, found.map(({ guests }) => guests)]).toEqual([where, [80]]);
      expect([where, (await places.list(where as never)).map(({ guests }) => guests)]).toEqual([where, [80]]);
      expect([where, await places.count(where as never)]).toEqual([where, 1]);
    }
  });

  it('filter and sort lists', async () => {
    const prefix = name();
    for (const [code, beds] of [
      ['one', 1],
      ['two', 2],
      ['three', 3],
    ] as const) {
      await api.client.post(PATH, body({ name: `${prefix} ${code}`, code, beds }));
    }
    const codes = async (query: string): Promise<string[]> => {
      const answer = await api.client.get(`${PATH}?search=${prefix}&order_by=guests&${query}`);
      return answer.body.items.map(({ code }: { code: string }) => code);
    };
    expect(await codes('code=two')).toEqual(['two']);
    expect(await codes('code__in=one,three')).toEqual(['one', 'three']);
    expect(await codes('code__not_in=one,three')).toEqual(['two']);
    expect(await codes('code__neq=one')).toEqual(['two', 'three']);
    expect(await codes('code__not=one')).toEqual(['two', 'three']);
    expect(await codes('guests__gt=2')).toEqual(['two', 'three']);
    expect(await codes('guests__in=2,6')).toEqual(['one', 'three']);
    const first = await api.client.get(`${PATH}?search=${prefix}&order_by=-guests&size=2`);
    const next = await api.client.get(
      `${PATH}?search=${prefix}&order_by=-guests&size=2&cursor=${first.body.next_cursor}`,
    );
    expect(next.body.items.map(({ code }: { code: string }) => code)).toEqual(['one']);
  });

  it('are written by the bulk routes', async () => {
    const rows = [body({ code: 'bulk', languages: ['de'] }), body({ seasons: [Season.SPRING] })];
    const created = await api.client.post(`${PATH}/bulk`, { items: rows });
    expect([created.status, created.body]).toMatchObject([201, { created: 2, items: rows }]);
    const taken = await api.client.post(`${PATH}/bulk`, { items: [body(), rows[0]!] });
    expect([taken.status, taken.body.errors]).toMatchObject([409, [{ loc: ['body', 'items', 1, 'name'] }]]);
    const upserted = await api.client.put(`${PATH}/bulk`, {
      items: [{ ...rows[0]!, code: 'changed' }, rows[1]!, body({ code: 'new' })],
    });
    expect(upserted.body).toMatchObject({
      created: 1,
      updated: 1,
      ignored: 1,
      items: [{ code: 'changed', languages: ['de'], version: 2 }, { version: 1 }, { code: 'new' }],
    });
  });

  it('leave out what is lazy until it is asked for, and what is never stored', async () => {
    const { id } = await places.create({
      name: name(),
      story: 'Once',
      secret: 'hush',
      visitors: 3,
      address: { city: 'Graz' },
    });
    expect(await stored(id)).toMatchObject({ story: 'Once', secret: 'hush' });
    const row = await places.getOrFail(id);
    expect(row).not.toHaveProperty('story');
    expect(row.visitors).toBeUndefined();
    expect(row.secret).toBe('hush');
    await inUnit(async () => {
      const entity = await places.findOneOrFail({ id }, { populate: ['story'] });
      expect(entity.story).toBe('Once');
      expect(wrap(entity).toObject()).not.toHaveProperty('secret');
    });
  });

  it('are those that other modules get of the service', async () => {
    const { id } = await places.create({ name: name(), code: 'svc', address: { city: 'Graz' } });
    const service = api.app.get(PlacesService);
    expect(await service.getMany([id])).toMatchObject([
      { code: 'svc', label: expect.stringContaining('Graz') },
    ]);
    expect(await service.exists({ code: 'svc' })).toBe(true);
  });
});
