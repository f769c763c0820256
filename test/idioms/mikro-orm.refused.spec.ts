import { MikroORM, raw } from '@mikro-orm/core';
import {
  Entity,
  Enum,
  Formula,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryKey,
  Property,
  Unique,
} from '@mikro-orm/decorators/legacy';
import type { SqlEntityManager } from '@mikro-orm/sql';
import { Injectable, Module } from '@nestjs/common';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { ormOptions } from '../../src/platform/database/orm-options.js';
import { BaseEntity, LIVE } from '../../src/platform/entity.js';
import { StartError } from '../../src/platform/errors/start-error.js';
import { field, filterOf } from '../../src/platform/filter.js';
import { BaseRepository, Database } from '../../src/platform/repository.js';
import { startTestApp } from '../support/test-app.js';
import { CapitalsType } from './mikro-orm/place.js';

type Declared = Partial<ConstructorParameters<typeof BaseRepository>[2]>;
type Class = new () => BaseEntity;

/** What is said at the start of an application with a repository of this entity; no database is needed for that. */
async function refusalOf(entity: Class, declared: object = {}): Promise<unknown> {
  class Repository extends BaseRepository<BaseEntity> {
    constructor(database: Database) {
      const nothing = { filter: filterOf<BaseEntity>({ fields: {}, search: [], order_by: [] }) };
      super(database, entity, { ...nothing, ...(declared as Declared) });
    }
  }
  const config = loadConfig({ NODE_ENV: 'test', DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' });
  const options = await ormOptions(config);
  const orm = await MikroORM.init({ ...options, entities: [entity] });
  try {
    return new Repository(new Database(orm.em as SqlEntityManager));
  } catch (error) {
    expect(error).toBeInstanceOf(StartError);
    return (error as StartError).message;
  } finally {
    await orm.close(true);
  }
}

@Entity({ tableName: 'probe_refused_views', view: true, expression: 'select 1 as id' })
class ProbeAView extends BaseEntity {}

@Entity({ tableName: 'probe_refused_kinds', discriminatorColumn: 'kind', discriminatorValue: 'a' })
class ProbeAKind extends BaseEntity {
  @Property({ type: 'text' }) kind!: string;
}

@Entity({ tableName: 'probe_refused_keys' })
class ProbeTwoKeys extends BaseEntity {
  @PrimaryKey({ type: 'text' }) second!: string;
}

@Entity({ tableName: 'probe_refused_names' })
class ProbeRenamed extends BaseEntity {
  @Property({ type: 'datetime', length: 3, nullable: true, fieldName: 'removed_at' })
  declare deleted_at: Date | null;
}

@Entity({ tableName: 'probe_refused_reads', readonly: true })
class ProbeReadOnly extends BaseEntity {}

@Entity({ tableName: 'probe_refused_versions' })
class ProbeTwoVersions extends BaseEntity {
  @Property({ type: 'integer', version: true }) revision!: number;
}

@Entity({ tableName: 'probe_refused_orders', orderBy: { created_at: 'desc' } as never })
class ProbeOrdered extends BaseEntity {}

@Entity({ tableName: 'probe_refused_schemas', schema: '*' })
class ProbeWild extends BaseEntity {}

@Entity({ tableName: 'probe_refused_formulas' })
class ProbeBound extends BaseEntity {
  @Formula(() => raw('1 + ?', [2]), { type: 'integer' })
  three!: number;
}

@Entity({ tableName: 'probe_refused_things' })
@Unique({ properties: ['code'], where: LIVE })
class ProbeThing extends BaseEntity {
  @Property({ type: 'text' }) name!: string;
  @Property({ type: CapitalsType }) code!: string;
  @Property({ type: 'json', nullable: true }) data!: unknown;
  @Property({ type: 'text', lazy: true }) story!: string;
  @Property({ type: 'text', persist: false }) passing?: string;
  @Enum({ items: ['low', 'high'], customOrder: ['low', 'high'] }) level!: string;
  @ManyToOne(() => ProbeThing, { nullable: true }) part_of!: ProbeThing | null;
  @OneToMany(() => ProbeThing, (thing) => thing.part_of) parts!: object;
  @ManyToMany(() => ProbeThing, undefined, { owner: true }) likes!: object;
}

@Entity({ tableName: 'probe_refused_tall' })
class ProbeTall extends BaseEntity {
  @Property({ type: 'text' }) name!: string;
}

describe('what a repository cannot honour stops the start', () => {
  const entities: [string, Class, string][] = [
    ['a view', ProbeAView, 'ProbeAView: a repository of BaseRepository cannot have rows that are only read'],
    ['inheritance', ProbeAKind, 'ProbeAKind: a repository of BaseRepository cannot have inheritance'],
    [
      'another primary key',
      ProbeTwoKeys,
      'ProbeTwoKeys: a repository of BaseRepository cannot have a primary key other than',
    ],
    ['another name of a managed column', ProbeRenamed, 'ProbeRenamed.deleted_at: '],
    ['a version of its own', ProbeTwoVersions, 'ProbeTwoVersions.revision: '],
    ['rows that are only read', ProbeReadOnly, 'ProbeReadOnly: '],
    [
      'an order of the entity',
      ProbeOrdered,
      'ProbeOrdered: a repository of BaseRepository cannot have an order of its own',
    ],
    ['a schema for each statement', ProbeWild, 'ProbeWild: '],
    ['a formula with bound values', ProbeBound, 'ProbeBound.three: write the formula as text'],
  ];

  it.each(entities)('%s', async (_what, entity, message) => {
    expect(await refusalOf(entity)).toContain(message);
  });

  const lists: [string, Class, object, string][] = [
    [
      'a filter by what is not stored',
      ProbeThing,
      { fields: { passing: field.text('eq') } },
      'ProbeThing.passing is no column',
    ],
    [
      'a filter by a list of rows',
      ProbeThing,
      { fields: { parts: field.uuid('eq') } },
      'ProbeThing.parts is no column',
    ],
    ['a search in what is not there', ProbeThing, { search: ['nothing'] }, 'ProbeThing.nothing is no column'],
    ['an order by JSON', ProbeThing, { order_by: ['data'] }, 'ProbeThing.data is of the type jsonb'],
    ['an order by what is lazy', ProbeThing, { order_by: ['story'] }, 'ProbeThing.story is lazy'],
    [
      'an order by what SQL converts',
      ProbeThing,
      { order_by: ['code'] },
      'ProbeThing.code is converted in SQL',
    ],
    [
      'an order that differs from MikroORM’s',
      ProbeThing,
      { order_by: ['level'] },
      'ProbeThing.level has an order of its own',
    ],
  ];

  it.each(lists)('%s', async (_what, entity, filter, message) => {
    const declared = { filter: { fields: {}, search: [], order_by: [], ...filter } };
    expect(await refusalOf(entity, declared)).toContain(message);
  });

  it('a key of upserts that nothing makes unique', async () => {
    expect(await refusalOf(ProbeTall, { key: ['name'] })).toContain(
      'ProbeTall.name is the key of upserts, but nothing makes it unique',
    );
  });

  it('a key of upserts that SQL converts', async () => {
    expect(await refusalOf(ProbeThing, { key: ['code'] })).toContain('ProbeThing.code is converted in SQL');
  });

  it('for a whole application', async () => {
    @Injectable()
    class OrderedRepository extends BaseRepository<ProbeOrdered> {
      constructor(database: Database) {
        super(database, ProbeOrdered, {
          filter: filterOf<ProbeOrdered>({ fields: {}, search: [], order_by: [] }),
        });
      }
    }
    @Module({ providers: [OrderedRepository] })
    class OrderedModule {}
    await expect(
      startTestApp({}, { modules: [OrderedModule], orm: { entities: [ProbeOrdered] } }),
    ).rejects.toThrow('ProbeOrdered: ');
  });
});
