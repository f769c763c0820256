import { MikroORM, type Options } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { BaseEntity } from '../../../src/platform/entity.js';
import { field, filterOf } from '../../../src/platform/filter.js';
import { BaseRepository, Database } from '../../../src/platform/repository.js';
import { BaseService, Writes } from '../../../src/platform/service.js';
import type { CurrentUser } from '../../../src/platform/context/actor.js';
import { RequestContext, runAsSystem, runInContext } from '../../../src/platform/context/request-context.js';
import { loadConfig } from '../../../src/platform/config/load-config.js';
import { ormOptions } from '../../../src/platform/database/orm-options.js';
import { newId } from '../../../src/platform/context/new-id.js';
import { copyTemplate } from '../../support/test-database.js';
import {
  ProbeCustomer,
  ProbeOrder,
  ProbeOrderLine,
  ProbeProduct,
  ProbeProductTag,
  ProbeTag,
} from './entities.js';

export const customerFilter = filterOf<ProbeCustomer>({
  fields: { name: field.text('eq', 'ilike', 'in'), rating: field.integer('eq', 'gte', 'isnull') },
  search: ['name'],
  order_by: ['name', 'rating', 'created_at'],
});
export const orderFilter = filterOf<ProbeOrder>({
  fields: { number: field.text('eq'), customer_id: field.uuid('eq', 'in') },
  search: ['number'],
  order_by: ['number', 'created_at'],
  through: { customer: customerFilter },
});
export const productFilter = filterOf<ProbeProduct>({
  fields: { name: field.text('eq') },
  search: ['name'],
  order_by: ['name', 'created_at'],
  sets: { tags: 'tag_ids' },
});
const lineFilter = filterOf<ProbeOrderLine>({ fields: {}, search: [], order_by: ['position', 'created_at'] });
const tagFilter = filterOf<ProbeTag>({ fields: {}, search: ['name'], order_by: ['name', 'created_at'] });

/** A repository and a service with every verb, of any entity. */
export class Resource<T extends BaseEntity> extends BaseService<T> {
  readonly writes: Writes<T, Partial<T>>;
  constructor(readonly rows: BaseRepository<T, Partial<T>>) {
    super(rows);
    this.writes = new Writes<T, Partial<T>>(rows, this);
  }
}

class Repository<T extends BaseEntity> extends BaseRepository<T, Partial<T>> {}

export interface Shop {
  database: Database;
  customers: Resource<ProbeCustomer>;
  tags: Resource<ProbeTag>;
  products: Resource<ProbeProduct>;
  orders: Resource<ProbeOrder>;
  lines: Resource<ProbeOrderLine>;
  of: <T extends BaseEntity>(entity: new () => T) => Resource<T>;
  as: <R>(user: CurrentUser, work: () => Promise<R>) => Promise<R>;
  asSystem: <R>(work: () => Promise<R>) => Promise<R>;
  close: () => Promise<void>;
}

export function user(role: CurrentUser['role'] = 'user'): CurrentUser {
  return { id: newId(), role, email: 'sam@example.com', email_verified: true };
}

/** @param more entities besides those of the shop */
export async function openShop(...more: (new () => BaseEntity)[]): Promise<Shop> {
  const { settings, drop } = await copyTemplate(process.env.DATABASE_URL);
  const config = { ...loadConfig({ NODE_ENV: 'test' }), ...settings, STATEMENT_TIMEOUT_MS: 0 };
  const entities: Options['entities'] = [
    ProbeCustomer,
    ProbeTag,
    ProbeProduct,
    ProbeProductTag,
    ProbeOrder,
    ProbeOrderLine,
    ...more,
  ];
  const orm = await MikroORM.init({ ...(await ormOptions(config)), entities });
  await orm.schema.update({ safe: true });
  const database = new Database(orm.em as SqlEntityManager);
  const resource = <T extends BaseEntity>(
    entity: new () => T,
    filter: ReturnType<typeof filterOf<T>>,
    key?: readonly (keyof T & string)[],
  ) => new Resource<T>(new Repository<T>(database, entity, { filter, key }));
  return {
    database,
    customers: resource(ProbeCustomer, customerFilter),
    tags: resource(ProbeTag, tagFilter, ['name']),
    products: resource(ProbeProduct, productFilter),
    orders: resource(ProbeOrder, orderFilter),
    lines: resource(ProbeOrderLine, lineFilter, ['order_id', 'position']),
    of: (entity) => resource(entity, filterOf({ fields: {}, search: [], order_by: ['created_at'] })),
    as: (who, work) => {
      const context = new RequestContext('test', database);
      context.signIn(who);
      return runInContext(context, work);
    },
    asSystem: (work) => runAsSystem('test', database, work),
    close: async () => {
      await orm.close(true);
      await drop();
    },
  };
}
