import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity, Parent } from '../../src/platform/entity.js';
import { filterOf } from '../../src/platform/filter.js';
import { BaseRepository, type Database } from '../../src/platform/repository.js';
import { type EntityDatabase, openEntities } from '../support/entity-database.js';

@Entity({ tableName: 'crates' })
class Crate extends BaseEntity {
  @Property({ type: 'text' }) name!: string;
}

@Entity({ tableName: 'bottles' })
class Bottle extends BaseEntity {
  @Parent('crates', { as: 'bottles' }) crate_id!: string;
  @Property({ type: 'text' }) label!: string;
}

class CratesRepository extends BaseRepository<Crate> {
  constructor(database: Database) {
    super(database, Crate, { filter: filterOf<Crate>({ fields: {}, search: [], order_by: [] }) });
  }
}

class BottlesRepository extends BaseRepository<Bottle> {
  constructor(database: Database) {
    super(database, Bottle, { filter: filterOf<Bottle>({ fields: {}, search: [], order_by: [] }) });
  }
}

describe('entities that MikroORM manages beside what repositories write of their relatives', () => {
  let db: EntityDatabase;
  let crates: CratesRepository;
  let bottles: BottlesRepository;

  beforeAll(async () => {
    db = await openEntities({ entities: [Crate, Bottle] });
    crates = new CratesRepository(db.database);
    bottles = new BottlesRepository(db.database);
  });
  afterAll(() => db.close());

  it('follow their versions: a parent can be flushed after a child has changed', async () => {
    await db.inUnit(async () => {
      const { id } = await crates.create({ name: 'first' });
      const crate = await db.em.findOneOrFail(Crate, { id });
      await bottles.create({ crate_id: id, label: 'red' });
      expect(crate.version).toBe(2);
      crate.name = 'second';
      await db.em.flush();
      expect(await crates.getOrFail(id)).toMatchObject({ name: 'second', version: 3 });
    });
  });

  it('are deleted and restored with their parents', async () => {
    await db.inUnit(async () => {
      const { id } = await crates.create({ name: 'third' });
      const bottle = await db.em.findOneOrFail(Bottle, {
        id: (await bottles.create({ crate_id: id, label: 'white' })).id,
      });
      await crates.softDelete(id);
      expect(bottle.deleted_at).toBeInstanceOf(Date);
      await crates.restore(id);
      expect(bottle.deleted_at).toBeNull();
    });
  });
});
