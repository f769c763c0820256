import type { EntityMetadata } from '@mikro-orm/core';
import { rowProperties } from '../../core/repository/row-properties.js';
import { StartError } from '../../errors/start-error.js';
import { entityRouteOf } from '../routes/entity-route.js';
import type { Route } from '../routes/adopt-routes.js';
import type { Dto } from '../validation/dto.js';
import { propertiesOf, schemaOf } from '../validation/dto-shapes.js';

/**
 * Checks that the rows of an entity have all that the DTO of one of its routes requires; every answer would be 500
 * otherwise.
 *
 * @throws StartError that names the DTO and its property
 */
export function checkRow({ controller, name, method }: Route, entity: EntityMetadata): void {
  const { row, adds = [] } = entityRouteOf(method) ?? {};
  for (const property of row ? lackingIn(entity, row) : []) {
    if (!adds.includes(property)) {
      throw new StartError(
        `${row!.name}.${property} is in every answer of ${controller.name}.${name}, but a row of ${entity.className} has no ${property}. ` +
          `Name a property of ${entity.className}, make it optional with { required: false }, or, if the method adds it to the row, give the decorator { adds: ['${property}'] }.`,
      );
    }
  }
}

/** The properties that are in every answer by a DTO, and that rows of an entity do not have. */
export function lackingIn(entity: EntityMetadata, dto: Dto): string[] {
  const known = rowProperties(entity);
  return propertiesOf(dto).filter((name) => schemaOf(dto, name).required !== false && !known.has(name));
}
