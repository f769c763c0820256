import { type EntityName, wrap } from '@mikro-orm/core';
import type { BaseEntity } from '../../src/platform/entity.js';
import type { BaseRepository } from '../../src/platform/repository.js';
import { type EntityDatabase, openEntities, statementsOf } from '../support/entity-database.js';
import {
  ProbeMade,
  MadeRepository,
  ProbePlainSample,
  PlainSamplesRepository,
  ProbeSample,
  SamplesRepository,
} from './mikro-orm/sampler.js';

const FIRST = {
  string: 'näme',
  text: `it's "text"`,
  character: 'abc',
  integer: -5,
  smallint: 3,
  tinyint: 1,
  float: 1.5,
  double: 0.1,
  decimal: '12.30',
  amount: 12.3,
  big_text: '9007199254740993',
  big_number: 9_007_199_254_740_991,
  big_int: 9_007_199_254_740_993n,
  boolean: false,
  date: '2025-01-31',
  time: '12:30:00',
  datetime: new Date('2025-01-05T12:00:00.120Z'),
  uuid: '01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41',
  json: { kind: 'first', list: [1, null, { b: 'c' }] },
  texts: ['a,b', 'c"d', ''],
  numbers: [1, 2],
  blob: Buffer.from([0, 1, 255]),
  bytes: new Uint8Array([0, 7]),
  letter: 'a',
  number: 2,
  letters: ['b', 'a'],
  native: 'x',
};

const SECOND = {
  ...FIRST,
  string: '',
  integer: 0,
  decimal: '0.00',
  amount: 0,
  big_text: '-1',
  big_number: 0,
  big_int: 0n,
  boolean: true,
  date: '0099-12-31',
  datetime: new Date(0),
  json: ['list'],
  texts: [],
  numbers: [],
  letters: [],
  letter: 'b',
  number: 1,
  native: 'y',
};

type Values = Record<string, unknown>;

/** Of all values, those that an entity has. */
function valuesOf(values: Values, entity: EntityName<object>, db: EntityDatabase): Values {
  const { properties } = db.em.getMetadata().get(entity);
  return Object.fromEntries(Object.entries(values).filter(([name]) => name in properties));
}

describe('the types of MikroORM', () => {
  let db: EntityDatabase;

  beforeAll(async () => {
    db = await openEntities({ entities: [ProbeSample, ProbePlainSample, ProbeMade] });
  });
  afterAll(() => db.close());

  /** What em.find gives of a row. */
  const found = (entity: EntityName<object>, id: string): Promise<Values> =>
    db.inUnit(async () => ({ ...wrap(await db.em.findOneOrFail(entity, { id } as never)).toPOJO() }));

  const kinds: [string, EntityName<BaseEntity>, () => BaseRepository<BaseEntity>][] = [
    ['an entity of all types', ProbeSample, () => new SamplesRepository(db.database) as never],
    [
      'an entity of types that SQL knows',
      ProbePlainSample,
      () => new PlainSamplesRepository(db.database) as never,
    ],
  ];

  describe.each(kinds)('of %s', (_name, entity, repositoryOf) => {
    let samples: BaseRepository<BaseEntity, Values>;
    const all = (values: Values) => valuesOf(values, entity as EntityName<object>, db);
    const nothing = () => Object.fromEntries(Object.keys(all(FIRST)).map((name) => [name, null]));

    beforeAll(() => {
      samples = repositoryOf();
    });

    const read = (id: string): Promise<Values> =>
      db.inUnit(async () => {
        const row = (await db.em.findOneOrFail(entity, { id })) as unknown as Values;
        return Object.fromEntries(Object.keys(all(FIRST)).map((name) => [name, row[name]]));
      });

    it('are the same in a row and in an entity', async () => {
      for (const values of [FIRST, SECOND, {}]) {
        const expected = { ...nothing(), ...all(values) };
        const row = await samples.create(all(values));
        expect(row).toMatchObject(expected);
        expect(await samples.get(row.id)).toEqual(row);
        expect(await read(row.id)).toEqual(expected);
      }
    });

    it('are the same for many rows', async () => {
      const rows = await samples.createMany([all(FIRST), {}, all(SECOND)]);
      expect(rows).toMatchObject([all(FIRST), nothing(), all(SECOND)]);
      expect(await samples.getMany(rows.map(({ id }) => id))).toEqual(rows);
      expect(await Promise.all(rows.map(({ id }) => read(id)))).toEqual([all(FIRST), nothing(), all(SECOND)]);
    });

    it('are changed, and left where nothing differs', async () => {
      const { id } = await samples.create(all(FIRST));
      expect(await samples.update(id, all(FIRST))).toBeUndefined();
      expect(await samples.update(id, all(SECOND))).toMatchObject(all(SECOND));
      expect(await read(id)).toEqual(all(SECOND));
      expect(await samples.update(id, nothing())).toMatchObject(nothing());
    });

    it('are read alike when MikroORM has written them', async () => {
      const id = await db.inUnit(async () => {
        const made = db.em.create(entity, all(FIRST) as never);
        await db.em.flush();
        return made.id;
      });
      expect(await samples.get(id)).toMatchObject(all(FIRST));
    });

    it('are kept true in a managed entity', async () => {
      const { id } = await samples.create(all(FIRST));
      await db.inUnit(async () => {
        const managed = (await db.em.findOneOrFail(entity, { id })) as unknown as Values;
        await samples.update(id, all(SECOND));
        expect(Object.fromEntries(Object.keys(all(SECOND)).map((name) => [name, managed[name]]))).toEqual(
          all(SECOND),
        );
        await db.em.flush();
        expect(managed.version).toBe(2);
      });
    });
  });

  it('are what MikroORM makes of them, whatever that is', async () => {
    const samples = new SamplesRepository(db.database);
    const { id, interval } = await samples.create({ interval: '3 days 2 hours' });
    expect(interval).toMatchObject({ days: 3, hours: 2 });
    expect(await found(ProbeSample, id)).toMatchObject({ interval });
  });

  it('that SQL knows cost one statement', async () => {
    const samples = new PlainSamplesRepository(db.database);
    const texts = await statementsOf(async () => {
      const { id } = await samples.create(valuesOf(FIRST, ProbePlainSample, db));
      await samples.get(id);
    });
    expect(texts).toHaveLength(2);
  });

  it('are found by their values', async () => {
    const samples = new SamplesRepository(db.database);
    const { id } = await samples.create({ ...FIRST, string: 'found' });
    const names = ['big_int', 'decimal', 'amount', 'date', 'datetime', 'letter', 'texts', 'numbers'] as const;
    const asked: [string, unknown][] = names.map((name) => [
      name,
      Array.isArray(FIRST[name]) ? { $eq: FIRST[name] } : FIRST[name],
    ]);
    for (const [name, value] of [...asked, ['json', { kind: 'first' }] as const]) {
      const where = { string: 'found', [name]: value } as object;
      expect([name, (await samples.list(where)).map((row) => row.id)]).toEqual([name, [id]]);
      const entities = await db.inUnit(() => samples.find(where));
      expect([name, entities.map((row) => (row as ProbeSample).id)]).toEqual([name, [id]]);
    }
  });

  describe('beside values that the database or the class makes', () => {
    let made: MadeRepository;
    beforeAll(() => {
      made = new MadeRepository(db.database);
    });

    it('gives them in every row', async () => {
      const row = await made.create({ name: 'first', parts: [{ name: 'wheel' }] });
      expect(row).toMatchObject({ name: 'the first', there: 'made there', answer: 42, loud: 'THE FIRST' });
      expect(row.parts).toEqual([{ name: 'wheel' }]);
      const rows = await made.createMany([{ name: 'a', answer: 1, there: 'here' }, { name: 'b' }]);
      expect(rows).toMatchObject([
        { name: 'the a', answer: 1, there: 'here' },
        { name: 'the b', answer: 42, there: 'made there', parts: [] },
      ]);
      expect(rows[1]!.place - rows[0]!.place).toBe(1);
      expect(await found(ProbeMade, row.id)).toMatchObject({ loud: 'THE FIRST', answer: 42 });
    });

    it('has the methods and getters of the class', async () => {
      const row = await made.create({ name: 'second' });
      expect(row.initial).toBe('s');
      expect(row.greet('you')).toBe('the second greets you');
      expect((await made.list({ name: 'the second' }))[0]!.greet('me')).toBe('the second greets me');
    });
  });
});
