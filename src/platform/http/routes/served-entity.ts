import type { EntityMetadata } from '@mikro-orm/core';
import type { INestApplication, Type } from '@nestjs/common';
import { BaseService } from '../../core/service/base.service.js';
import type { BaseEntity } from '../../core/entity/base.entity.js';
import { Database } from '../../database/database.js';

/**
 * The entity whose rows a controller is about: that of the one service of an entity which it is constructed with;
 * undefined if there is none, or there are several.
 */
export function servedEntity(app: INestApplication, controller: Type): EntityMetadata | undefined {
  const types = (Reflect.getMetadata('design:paramtypes', controller) ?? []) as (Type | undefined)[];
  const services = types.filter((type) => type?.prototype instanceof BaseService);
  if (services.length !== 1) {
    return undefined;
  }
  const service: unknown = app.get(services[0] as Type<BaseService<BaseEntity>>, { strict: false });
  return service instanceof BaseService
    ? app
        .get(Database)
        .em.getMetadata()
        .get(service.entity as Type<BaseEntity>)
    : undefined;
}
