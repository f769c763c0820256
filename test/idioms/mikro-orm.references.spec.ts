import type { ScalarReference } from '@mikro-orm/core';
import { Embeddable, Embedded, Entity, Enum, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '../../src/platform/entity.js';
import { filterOf } from '../../src/platform/filter.js';
import { BaseRepository, type Database } from '../../src/platform/repository.js';
import { type EntityDatabase, openEntities } from '../support/entity-database.js';

/** MikroORM's documentation, "Embeddables": polymorphic ones. */
@Embeddable({ abstract: true, discriminatorColumn: 'type' })
abstract class ProbeAnimal {
  @Enum({ items: ['cat', 'dog'] })
  type!: string;

  @Property({ type: 'text' })
  name!: string;
}

@Embeddable({ discriminatorValue: 'cat' })
class ProbeCat extends ProbeAnimal {
  @Property({ type: 'boolean', nullable: true })
  meows?: boolean;
}

@Embeddable({ discriminatorValue: 'dog' })
class ProbeDog extends ProbeAnimal {
  @Property({ type: 'boolean', nullable: true })
  barks?: boolean;
}

@Entity({ tableName: 'probe_keepers' })
class ProbeKeeper extends BaseEntity {
  @Embedded(() => [ProbeCat, ProbeDog])
  pet!: ProbeCat | ProbeDog;

  @Embedded(() => [ProbeCat, ProbeDog], { object: true, nullable: true })
  other!: ProbeCat | ProbeDog | null;
}

/** "Type-Safe Relations": a property behind a reference, and one that is loaded only when somebody asks for it. */
@Entity({ tableName: 'probe_papers' })
class ProbePaper extends BaseEntity {
  @Property({ type: 'text' })
  title!: string;

  @Property({ type: 'text', ref: true })
  summary!: ScalarReference<string>;

  @Property({ type: 'json', ref: true, nullable: true })
  data!: ScalarReference<object> | null;

  @Property({ type: 'text', lazy: true, ref: true, nullable: true })
  story!: ScalarReference<string> | null;
}

const nothing = { fields: {}, search: [], order_by: [] };
/** What a repository is given and gives: values, where an entity has references to them. */
type Row = Record<string, unknown>;

class KeepersRepository extends BaseRepository<ProbeKeeper, Row, Row> {
  constructor(database: Database) {
    super(database, ProbeKeeper, { filter: filterOf<ProbeKeeper>(nothing) });
  }
}

class PapersRepository extends BaseRepository<ProbePaper, Row, Row> {
  constructor(database: Database) {
    super(database, ProbePaper, { filter: filterOf<ProbePaper>(nothing) });
  }
}

describe('values behind references', () => {
  let db: EntityDatabase;
  let papers: PapersRepository;
  let keepers: KeepersRepository;

  beforeAll(async () => {
    db = await openEntities({ entities: [ProbeKeeper, ProbeAnimal, ProbeCat, ProbeDog, ProbePaper] });
    papers = new PapersRepository(db.database);
    keepers = new KeepersRepository(db.database);
  });
  afterAll(() => db.close());

  it('are values in a row, and may be changed', async () => {
    const made = await db.inUnit(() =>
      papers.create({ title: 'a', summary: 'b', data: { c: 1 }, story: 'once' }),
    );
    expect(made).toMatchObject({ title: 'a', summary: 'b', data: { c: 1 } });
    expect(made).not.toHaveProperty('story');
    const change = { summary: 'bb', data: { c: 2 }, story: 'twice' };
    expect(await db.inUnit(() => papers.update(made.id, change))).toMatchObject({
      summary: 'bb',
      data: { c: 2 },
      version: 2,
    });
    const stored = await db.inUnit(async () => {
      const paper = await db.database.em.findOneOrFail(ProbePaper, made.id);
      return [paper.summary.unwrap(), paper.data?.unwrap(), await paper.story?.load()];
    });
    expect(stored).toEqual(['bb', { c: 2 }, 'twice']);
    expect((await db.inUnit(() => papers.update(made.id, { data: null })))!.data).toBeNull();
    expect((await db.inUnit(() => papers.get(made.id)))!.summary).toBe('bb');
  });

  it('are of the class that they name, where an embedded object may be of several', async () => {
    const dog = { type: 'dog', name: 'Rex', barks: true };
    const cat = { type: 'cat', name: 'Tom', meows: true };
    const made = await db.inUnit(() => keepers.create({ pet: dog, other: cat }));
    expect(made).toMatchObject({ pet: dog, other: cat });
    const changed = await db.inUnit(() => keepers.update(made.id, { pet: cat }));
    expect(changed).toMatchObject({ pet: cat, other: cat, version: 2 });
    const [pet, other] = await db.inUnit(async () => {
      const keeper = await db.database.em.findOneOrFail(ProbeKeeper, made.id);
      return [keeper.pet, keeper.other];
    });
    expect([pet, other]).toEqual([expect.any(ProbeCat), expect.any(ProbeCat)]);
    expect(await db.inUnit(() => keepers.get(made.id))).toMatchObject({ pet: cat });
  });
});
