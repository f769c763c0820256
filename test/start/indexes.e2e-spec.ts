import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { Injectable, Module } from '@nestjs/common';
import { BaseEntity, Listed, Reference } from '../../src/platform/entity.js';
import { field, filterOf } from '../../src/platform/filter.js';
import { BaseRepository, Database } from '../../src/platform/repository.js';
import { missingIndexes } from '../../src/platform/database/indexes/missing-indexes.js';
import { OpenDatabase } from '../../src/platform/database/open-database.js';
import { startTestApp, type TestApp, type TestAppOptions } from '../support/test-app.js';

/** Has no index besides that of every entity. */
@Entity({ tableName: 'probe_parcels' })
class ProbeParcel extends BaseEntity {
  @Property({ type: 'string', length: 40 }) label!: string;
  @Property({ type: 'integer', nullable: true }) weight!: number | null;
  @Property({ type: 'boolean' }) sealed!: boolean;
  @Property({ type: 'text' }) note!: string;
  @Property({ type: 'string', length: 40 }) shelf!: string;
}

const parcelFilter = filterOf<ProbeParcel>({
  fields: { label: field.text('eq'), sealed: field.boolean('eq'), note: field.text('eq', 'ilike') },
  search: [],
  order_by: ['label', 'weight', 'shelf', 'created_at'],
  unindexed: { shelf: 'a depot has a dozen' },
});

@Injectable()
class ParcelsRepository extends BaseRepository<ProbeParcel> {
  constructor(database: Database) {
    super(database, ProbeParcel, { filter: parcelFilter });
  }
}

const letterFilter = filterOf<ProbeLetter>({
  fields: { label: field.text('eq'), sealed: field.boolean('eq'), note: field.text('eq', 'ilike') },
  search: [],
  order_by: ['label', 'note', 'weight', 'created_at'],
  default_order: '-weight,label',
  within: ['sender_id'],
});

/** Is all that a parcel is, and has its indexes from what its lists ask for. */
@Entity({ tableName: 'probe_letters' })
@Listed(letterFilter)
class ProbeLetter extends BaseEntity {
  @Property({ type: 'string', length: 40 }) label!: string;
  @Property({ type: 'integer', nullable: true }) weight!: number | null;
  @Property({ type: 'boolean' }) sealed!: boolean;
  @Property({ type: 'text' }) note!: string;
  @Reference('users') sender_id!: string;
}

@Injectable()
class LettersRepository extends BaseRepository<ProbeLetter> {
  constructor(database: Database) {
    super(database, ProbeLetter, { filter: letterFilter });
  }
}

@Module({ providers: [ParcelsRepository, LettersRepository] })
class PostModule {}

describe('the indexes of lists', () => {
  let api: TestApp;

  beforeAll(async () => {
    const entities = [ProbeParcel, ProbeLetter];
    api = await startTestApp({}, { modules: [PostModule], orm: { entities } });
  });

  afterAll(() => api.close());

  const missing = async () =>
    (await missingIndexes(api.app.get(OpenDatabase).orm)).toSorted((a, b) => (a.column < b.column ? -1 : 1));

  it('are there for every sort key, equality filter and reference of the application', async () => {
    expect((await missing()).filter(({ table }) => table !== 'probe_parcels')).toEqual([]);
  });

  it('are missing where the entity does not declare them, but for the columns that do without', async () => {
    expect(await missing()).toEqual(
      ['created_at', 'label', 'weight']
        .map((column) => ({ table: 'probe_parcels', column, purpose: 'sort key' }))
        .concat(
          ['label', 'note', 'sealed'].map((column) => ({
            table: 'probe_parcels',
            column,
            purpose: 'equality filter',
          })),
        )
        .toSorted((a, b) => (a.column < b.column ? -1 : 1)),
    );
  });

  it('are what MikroORM finds in the database, so that no migration makes them twice', async () => {
    const { schema } = api.app.get(OpenDatabase).orm;
    expect(await schema.getUpdateSchemaSQL()).toBe('');
  });

  it('are missed when somebody has dropped one', async () => {
    const database = api.app.get(Database);
    await database.query('drop index items_by_quantity_index');
    expect(await missing()).toContainEqual({ table: 'items', column: 'quantity', purpose: 'sort key' });
  });
});

describe('a start in development', () => {
  async function warningsOf(options?: TestAppOptions): Promise<string[]> {
    const api = await startTestApp({ NODE_ENV: 'development' }, options);
    await api.close();
    return api.logs
      .map((line) => (JSON.parse(line) as { msg: string }).msg)
      .filter((msg) => msg.includes('no index'));
  }

  it('says nothing of the application as it is', async () => {
    expect(await warningsOf()).toEqual([]);
  });

  it('names table and column of what has no index', async () => {
    const warnings = await warningsOf({
      modules: [PostModule],
      orm: { entities: [ProbeParcel, ProbeLetter] },
    });
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /^probe_parcels\.label is a sort key and has no index: .*unindexed: \{ label: '…' \}/,
      ),
    );
    expect(warnings).not.toContainEqual(expect.stringContaining('probe_parcels.shelf'));
  });
});
