import type { EntityMetadata } from '@mikro-orm/core';
import type { INestApplication, Type } from '@nestjs/common';
import { BaseService } from '../../core/service/base.service.js';
import type { BaseEntity } from '../../core/entity/base.entity.js';
import { Database } from '../../database/database.js';
import type { Dto } from '../validation/dto.js';

/**
 * The entity whose rows a controller is about: that of the one service of an entity which it is constructed with.
 *
 * @param row the DTO of the rows: of several services it tells which one has them
 * @returns undefined if there is none, or there are several
 */
export function servedEntity(app: INestApplication, controller: Type, row?: Dto): EntityMetadata | undefined {
  const types = servicesOf(controller);
  if (types.length !== 1 && !row) {
    return undefined;
  }
  const services = types
    .map((type): unknown => app.get(type, { strict: false }))
    .filter((service) => service instanceof BaseService) as EntityService[];
  const service = types.length === 1 ? services[0] : serviceOf(row!, services);
  return service && app.get(Database).em.getMetadata().get(service.entity);
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
