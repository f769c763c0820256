import type { EntityMetadata } from '@mikro-orm/core';
import { manyOf } from '../../core/entity/many.js';
import { entityRouteOf } from '../routes/entity-route.js';
import { embeddedIn } from '../routes/embeds.js';
import type { Route } from '../routes/adopt-routes.js';
import { propertiesOf } from '../validation/dto-shapes.js';

const untold = new Set<number>();

/**
 * Notes whether the version of a row tells all that a route answers of it. It does not where something else is in the
 * answer than columns and sets of the row: what the method adds, what is computed when the row is read. Such an answer may
 * change while the version stays, so that no client can be told that it has it already.
 *
 * @param entity whose rows they are; undefined if nobody knows
 */
export function noteToldByVersion(
  number: number,
  { method }: Route,
  entity: EntityMetadata | undefined,
): void {
  const { kind, row } = entityRouteOf(method) ?? {};
  if (kind !== 'get' || !row) {
    return;
  }
  const stored = entity?.props.filter(
    ({ persist, formula, getter }) => persist !== false && !formula && !getter,
  );
  const sets = entity ? manyOf(entity.class) : [];
  const told = new Set<string>([
    ...(stored ?? []).map(({ name }) => name),
    ...sets.map(({ property }) => property),
    ...embeddedIn(row).map(({ name }) => name),
  ]);
  if (!propertiesOf(row).every((name) => told.has(name))) {
    untold.add(number);
  }
}

/** Whether a client that has the row in this version has all that the route would answer. */
export function isToldByVersion(number: number | undefined): boolean {
  return number === undefined || !untold.has(number);
}
