import { Entity, Filter, ManyToOne, Property } from '@mikro-orm/decorators/legacy';
import { BaseEntity } from '../../../src/platform/entity.js';
import { field, filterOf } from '../../../src/platform/filter.js';
import { BaseRepository, type Database } from '../../../src/platform/repository.js';

@Entity({ tableName: 'probe_directors' })
export class ProbeDirector extends BaseEntity {
  @Property({ type: 'text' })
  name!: string;
}

/** MikroORM's documentation, "Filters". */
@Entity({ tableName: 'probe_films' })
@Filter({ name: 'expensive', cond: { price: { $gt: 1000 } } })
@Filter({ name: 'published', cond: { published: true }, default: true })
@Filter({ name: 'tenant', cond: (args) => ({ tenant: args.tenant as string }), default: true })
@Filter({
  name: 'directed',
  cond: async () => Promise.resolve({ director: { name: { $ne: 'Nobody' } } }),
  default: true,
})
export class ProbeFilm extends BaseEntity {
  @Property({ type: 'text' })
  title!: string;

  @Property({ type: 'text' })
  tenant!: string;

  @Property({ type: 'boolean', fieldName: 'is_published', default: true })
  published!: boolean;

  @Property({ type: 'integer', default: 1 })
  price!: number;

  @ManyToOne(() => ProbeDirector)
  director!: ProbeDirector | string;
}

export const filmFilter = filterOf<ProbeFilm>({
  fields: { title: field.text('eq'), price: field.integer('gt') },
  search: ['title'],
  order_by: ['title', 'price'],
});

export class FilmsRepository extends BaseRepository<ProbeFilm> {
  constructor(database: Database) {
    super(database, ProbeFilm, { filter: filmFilter });
  }
}

export class DirectorsRepository extends BaseRepository<ProbeDirector> {
  constructor(database: Database) {
    super(database, ProbeDirector, {
      filter: filterOf<ProbeDirector>({ fields: {}, search: [], order_by: [] }),
    });
  }
}
