import type { INestApplication } from '@nestjs/common';
import type { EntityMetadata } from '@mikro-orm/core';
import { PartWriters } from '../../core/service/part-writers.js';
import { Database } from '../../database/database.js';
import { partsOf } from '../validation/fields/parts.js';
import type { Route } from './adopt-routes.js';
import { bodyTypeOf } from './prepare-routes.js';

/**
 * Checks that somebody makes the parts that the body of a route takes (`@PartsField()`).
 *
 * @throws StartError that names entity and parts
 */
export function checkParts(app: INestApplication, { controller, name }: Route, entity: EntityMetadata): void {
  const body = bodyTypeOf(controller, name);
  const writers = PartWriters.of(app.get(Database).em);
  for (const as of body ? partsOf(body) : []) {
    writers.check(entity.class as new () => object, as);
  }
}
