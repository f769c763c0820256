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

@Entity({ tableName: 'refused_views', view: true, expression: 'select 1 as id' })
class AView extends BaseEntity {}

@Entity({ tableName: 'refused_kinds', discriminatorColumn: 'kind', discriminatorValue: 'a' })
class AKind extends BaseEntity {
  @Property({ type: 'text' }) kind!: string;
}

@Entity({ tableName: 'refused_keys' })
class TwoKeys extends BaseEntity {
  @PrimaryKey({ type: 'text' }) second!: string;
}

@Entity({ tableName: 'refused_names' })
class Renamed extends BaseEntity {
  @Property({ type: 'datetime', length: 3, nullable: true, fieldName: 'removed_at' })
  declare deleted_at: Date | null;
}

@Entity({ tableName: 'refused_reads', readonly: true })
class ReadOnly extends BaseEntity {}

@Entity({ tableName: 'refused_orders', orderBy: { created_at: 'desc' } as never })
class Ordered extends BaseEntity {}

@Entity({ tableName: 'refused_schemas', schema: '*' })
class Wild extends BaseEntity {}

@Entity({ tableName: 'refused_formulas' })
class Bound extends BaseEntity {
  @Formula(() => raw('1 + ?', [2]), { type: 'integer' })
  three!: number;
}

@Entity({ tableName: 'refused_things' })
@Unique({ properties: ['code'], where: LIVE })
class Thing extends BaseEntity {
  @Property({ type: 'text' }) name!: string;
  @Property({ type: CapitalsType }) code!: string;
  @Property({ type: 'json', nullable: true }) data!: unknown;
  @Property({ type: 'text', lazy: true }) story!: string;
  @Property({ type: 'text', persist: false }) passing?: string;
  @Enum({ items: ['low', 'high'], customOrder: ['low', 'high'] }) level!: string;
  @ManyToOne(() => Thing, { nullable: true }) part_of!: Thing | null;
  @OneToMany(() => Thing, (thing) => thing.part_of) parts!: object;
  @ManyToMany(() => Thing, undefined, { owner: true }) likes!: object;
}

@Entity({ tableName: 'refused_tall' })
class Tall extends BaseEntity {
  @Property({ type: 'text' }) name!: string;
}

describe('what a repository cannot honour stops the start', () => {
  const entities: [string, Class, string][] = [
    ['a view', AView, 'AView: a repository of BaseRepository cannot have rows that are only read'],
    ['inheritance', AKind, 'AKind: a repository of BaseRepository cannot have inheritance'],
    [
      'another primary key',
      TwoKeys,
      'TwoKeys: a repository of BaseRepository cannot have a primary key other than',
    ],
    ['another name of a managed column', Renamed, 'Renamed.deleted_at: '],
    ['rows that are only read', ReadOnly, 'ReadOnly: '],
    [
      'an order of the entity',
      Ordered,
      'Ordered: a repository of BaseRepository cannot have an order of its own',
    ],
    ['a schema for each statement', Wild, 'Wild: '],
    ['a formula with bound values', Bound, 'Bound.three: write the formula as text'],
  ];

  it.each(entities)('%s', async (_what, entity, message) => {
    expect(await refusalOf(entity)).toContain(message);
  });

  const lists: [string, Class, object, string][] = [
    [
      'a filter by what is not stored',
      Thing,
      { fields: { passing: field.text('eq') } },
      'Thing.passing is no column',
    ],
    [
      'a filter by a list of rows',
      Thing,
      { fields: { parts: field.uuid('eq') } },
      'Thing.parts is no column',
    ],
    ['a search in what is not there', Thing, { search: ['nothing'] }, 'Thing.nothing is no column'],
    ['an order by JSON', Thing, { order_by: ['data'] }, 'Thing.data is of the type jsonb'],
    ['an order by what is lazy', Thing, { order_by: ['story'] }, 'Thing.story is lazy'],
    ['an order by what SQL converts', Thing, { order_by: ['code'] }, 'Thing.code is converted in SQL'],
    [
      'an order that differs from MikroORM’s',
      Thing,
      { order_by: ['level'] },
      'Thing.level has an order of its own',
    ],
  ];

  it.each(lists)('%s', async (_what, entity, filter, message) => {
    const declared = { filter: { fields: {}, search: [], order_by: [], ...filter } };
    expect(await refusalOf(entity, declared)).toContain(message);
  });

  it('a key of upserts that nothing makes unique', async () => {
    expect(await refusalOf(Tall, { key: ['name'] })).toContain(
      'Tall.name is the key of upserts, but nothing makes it unique',
    );
  });

  it('a key of upserts that SQL converts', async () => {
    expect(await refusalOf(Thing, { key: ['code'] })).toContain('Thing.code is converted in SQL');
  });

  it('for a whole application', async () => {
    @Injectable()
    class OrderedRepository extends BaseRepository<Ordered> {
      constructor(database: Database) {
        super(database, Ordered, { filter: filterOf<Ordered>({ fields: {}, search: [], order_by: [] }) });
      }
    }
    @Module({ providers: [OrderedRepository] })
    class OrderedModule {}
    await expect(
      startTestApp({}, { modules: [OrderedModule], orm: { entities: [Ordered] } }),
    ).rejects.toThrow('Ordered: ');
  });
});
