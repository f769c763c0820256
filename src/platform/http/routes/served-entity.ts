import type { EntityMetadata } from '@mikro-orm/core';
import type { INestApplication, Type } from '@nestjs/common';
import { BaseService } from '../../core/service/base.service.js';
import type { BaseEntity } from '../../core/entity/base.entity.js';
import { Database } from '../../database/database.js';
import type { Dto } from '../validation/dto.js';

/**
 * The entity whose rows a controller is about: that of the one service of an entity which it is constructed with;
 * undefined if there is none, or there are several.
 */
export function servedEntity(app: INestApplication, controller: Type): EntityMetadata | undefined {
  const [only, ...others] = servicesOf(controller);
  if (!only || others.length > 0) {
    return undefined;
  }
  const service: unknown = app.get(only, { strict: false });
  return service instanceof BaseService
    ? app
        .get(Database)
        .em.getMetadata()
        .get(service.entity as Type<BaseEntity>)
    : undefined;
}

/** A service of some entity. */
export type EntityService = BaseService<BaseEntity>;

/** The services of entities that a controller is constructed with. */
export function servicesOf(controller: Type): Type<EntityService>[] {
  const types = (Reflect.getMetadata('design:paramtypes', controller) ?? []) as (Type | undefined)[];
  return types.filter((type): type is Type<EntityService> => type?.prototype instanceof BaseService);
}

/** The service that has the rows which a DTO shows: the only one; of several that of the entity whose name the DTO has, as `OrderDto` shows an `Order`. */
export function serviceOf(row: Dto, services: readonly EntityService[]): EntityService | undefined {
  const named = services.filter(({ entity }) => `${entity.name}Dto` === row.name);
  const [service, ...others] = services.length === 1 ? services : named;
  return others.length > 0 ? undefined : service;
}
