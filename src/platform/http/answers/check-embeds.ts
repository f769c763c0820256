import type { EntityMetadata } from '@mikro-orm/core';
import type { INestApplication } from '@nestjs/common';
import { relationsOf } from '../../core/relations/relations.js';
import { type EntityScope, Scopes } from '../../core/repository/scope.js';
import { Database } from '../../database/database.js';
import { StartError } from '../../errors/start-error.js';
import type { Route } from '../routes/adopt-routes.js';
import { entityRouteOf } from '../routes/entity-route.js';
import { isEmbeddedByMethod } from '../routes/embedding.js';
import { embeddedIn, type EmbeddedRelation, embeds } from '../routes/embeds.js';
import type { Dto } from '../validation/dto.js';
import { lackingIn } from './check-rows.js';

/**
 * Checks that the entity of a route has the relations which its DTO embeds, two levels deep as `include=` goes, and their
 * rows what their DTOs require. What a method embeds itself (`@Include()`) is its own affair.
 *
 * @param entity whose rows the route answers
 * @throws StartError that names the DTO and its property
 */
export function checkEmbeds(app: INestApplication, route: Route, entity: EntityMetadata): void {
  const { row } = entityRouteOf(route.method) ?? {};
  if (row && embeds(row) && !isEmbeddedByMethod(route)) {
    const scopes = Scopes.of(app.get(Database).em);
    checkLevel(row, scopes.ofEntity(entity), scopes, 2);
  }
}

function checkLevel(dto: Dto, scope: EntityScope, scopes: Scopes, levels: number): void {
  const relations = relationsOf(scope, scopes);
  for (const embedded of levels > 0 ? embeddedIn(dto) : []) {
    const relation = relations.get(embedded.name);
    if (!relation) {
      throw new StartError(unknown(dto, embedded, scope, [...relations.keys()]));
    }
    if ((relation.kind !== 'one') !== embedded.many) {
      throw new StartError(otherCount(dto, embedded, scope));
    }
    const other = scopes.ofTable(relation.table);
    checkRows(dto, embedded, other);
    checkLevel(embedded.dto, other, scopes, levels - 1);
  }
}

function unknown(
  dto: Dto,
  { name }: EmbeddedRelation,
  { table }: EntityScope,
  known: readonly string[],
): string {
  const relations = known.length > 0 ? `Its relations are ${known.join(', ')}.` : 'It has no relations.';
  return `${dto.name}.${name} embeds a relation, but ${table.meta.className} has none of this name. ${relations}`;
}

function otherCount(dto: Dto, { name, many }: EmbeddedRelation, { table }: EntityScope): string {
  const { className } = table.meta;
  return many
    ? `${dto.name}.${name} embeds many rows, but ${className} has one ${name} at most: use @Embeds().`
    : `${dto.name}.${name} embeds one row, but ${className} has many ${name}: use @EmbedsMany().`;
}

function checkRows(dto: Dto, { name, dto: shown }: EmbeddedRelation, { table }: EntityScope): void {
  const { meta } = table;
  const [missing] = lackingIn(meta, shown);
  if (missing) {
    throw new StartError(
      `${shown.name}.${missing} is in every row that ${dto.name}.${name} embeds, but a row of ${meta.className} has no ${missing}. ` +
        `Name a property of ${meta.className}, or make it optional with { required: false }.`,
    );
  }
}
