import { Entity, Formula, Property } from '@mikro-orm/decorators/legacy';
import { newId } from '../../src/platform/context/new-id.js';
import { listQueryParser, type RawQuery } from '../../src/platform/core/list/parse-list-query.js';
import { BaseEntity, Policy, Reference } from '../../src/platform/entity.js';
import { field, filterOf } from '../../src/platform/filter.js';
import { shared } from '../../src/platform/policy.js';
import { BaseRepository, type Database } from '../../src/platform/repository.js';
import { type EntityDatabase, openEntities } from '../support/entity-database.js';

@Entity({ tableName: 'probe_crates' })
@Policy(shared<ProbeCrate>())
class ProbeCrate extends BaseEntity {
  @Property({ type: 'integer' }) width!: number;
  @Formula((columns) => `${columns.width} * ${columns.width}`, { type: 'integer' }) area!: number;
}

@Entity({ tableName: 'probe_shelves' })
@Policy(shared<ProbeShelf>())
class ProbeShelf extends BaseEntity {
  @Property({ type: 'integer' }) width!: number;
  @Reference('probe_crates', { nullable: true }) crate_id!: string | null;
}

const crateFilter = filterOf<ProbeCrate>({
  fields: { area: field.integer('gte', 'isnull') },
  search: [],
  order_by: ['area', 'created_at'],
});
const shelfFilter = filterOf<ProbeShelf>({
  fields: {},
  through: { crate: crateFilter },
  search: [],
  order_by: ['width', 'created_at'],
});

class Crates extends BaseRepository<ProbeCrate> {
  constructor(database: Database) {
    super(database, ProbeCrate, { filter: crateFilter });
  }
}

class Shelves extends BaseRepository<ProbeShelf> {
  constructor(database: Database) {
    super(database, ProbeShelf, { filter: shelfFilter });
  }
}

const actor = {
  kind: 'user',
  id: newId(),
  role: 'user',
  email: 'sam@example.com',
  email_verified: true,
} as const;

describe('a column that is computed', () => {
  let db: EntityDatabase;
  beforeAll(async () => {
    db = await openEntities({ entities: [ProbeCrate, ProbeShelf] });
  });
  afterAll(() => db.close());

  it('is filtered and sorted by through a reference, and embedded', async () => {
    const parse = listQueryParser(shelfFilter);
    const [crates, shelves] = [new Crates(db.database), new Shelves(db.database)];
    await db.inUnit(async () => {
      for (const [i, width] of [3, 1, 2].entries()) {
        await shelves.create({ width: i, crate_id: (await crates.create({ width })).id });
      }
      await shelves.create({ width: 9 });
      const found = async (query: RawQuery) => {
        const page = await shelves.page(parse({ order_by: 'crate__area', ...query }));
        return page.items.map(({ width }) => width);
      };
      expect(await found({})).toEqual([1, 2, 0, 9]);
      expect(await found({ order_by: '-crate__area' })).toEqual([0, 2, 1, 9]);
      expect(await found({ crate__area__gte: '4' })).toEqual([2, 0]);
      expect(await found({ crate__area__isnull: 'true' })).toEqual([9]);
      const { next_cursor } = await shelves.page(parse({ order_by: 'crate__area', size: '1' }));
      expect(await found({ cursor: next_cursor! })).toEqual([2, 0, 9]);
      const [shelf] = await shelves.list({ width: 0 });
      const include = [{ name: 'crate', fields: ['id', 'area'], include: [] }];
      expect(await shelves.embed(shelf!, include)).toMatchObject({ crate: { area: 9 } });
    }, actor);
  });
});
