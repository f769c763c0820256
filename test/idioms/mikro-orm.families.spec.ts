import { Entity, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity, Parent } from '../../src/platform/entity.js';
import { filterOf } from '../../src/platform/filter.js';
import { BaseRepository, type Database } from '../../src/platform/repository.js';
import { type EntityDatabase, openEntities } from '../support/entity-database.js';

@Entity({ tableName: 'probe_crates' })
class ProbeCrate extends BaseEntity {
  @Property({ type: 'text' }) name!: string;
}

@Entity({ tableName: 'probe_bottles' })
class ProbeBottle extends BaseEntity {
  @Parent('probe_crates', { as: 'bottles' }) crate_id!: string;
  @Property({ type: 'text' }) label!: string;
}

class CratesRepository extends BaseRepository<ProbeCrate> {
  constructor(database: Database) {
    super(database, ProbeCrate, { filter: filterOf<ProbeCrate>({ fields: {}, search: [], order_by: [] }) });
  }
}

class BottlesRepository extends BaseRepository<ProbeBottle> {
  constructor(database: Database) {
    super(database, ProbeBottle, { filter: filterOf<ProbeBottle>({ fields: {}, search: [], order_by: [] }) });
  }
}

describe('entities that MikroORM manages beside what repositories write of their relatives', () => {
  let db: EntityDatabase;
  let crates: CratesRepository;
  let bottles: BottlesRepository;

  beforeAll(async () => {
    db = await openEntities({ entities: [ProbeCrate, ProbeBottle] });
    crates = new CratesRepository(db.database);
    bottles = new BottlesRepository(db.database);
  });
  afterAll(() => db.close());

  it('follow their versions: a parent can be flushed after a child has changed', async () => {
    await db.inUnit(async () => {
      const { id } = await crates.create({ name: 'first' });
      const crate = await db.em.findOneOrFail(ProbeCrate, { id });
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
      const bottle = await db.em.findOneOrFail(ProbeBottle, {
        id: (await bottles.create({ crate_id: id, label: 'white' })).id,
      });
      await crates.softDelete(id);
      expect(bottle.deleted_at).toBeInstanceOf(Date);
      await crates.restore(id);
      expect(bottle.deleted_at).toBeNull();
    });
  });
});
