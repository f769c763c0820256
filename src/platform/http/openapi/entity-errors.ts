import type { EntityMetadata } from '@mikro-orm/core';
import type { Role } from '../../context/actor.js';
import type { Action } from '../../core/policy/policy.js';
import { parentOf } from '../../core/entity/parent.js';
import { policyOf } from '../../core/policy/policy.decorator.js';
import { mayBeHeld } from '../../core/relations/references-to.js';
import { type EntityRouteKind, entityRouteOf } from '../routes/entity-route.js';
import type { Access } from '../access/access.js';
import type { Route } from '../routes/adopt-routes.js';

/** What each error of a route means there, by code; undefined is what it means anywhere. */
export type ErrorTexts = Record<string, string | undefined>;

const NOBODYS_ID = '00000000-0000-7000-8000-000000000000';

const NOT_YOURS = 'You see the row, but may not do this with it.';

const NOT_YOUR_PARENT = 'You see the row that it is to be a part of, but may not change that.';

const STILL_IN_USE = 'Another row refers to it.';

/** A role that no policy names: its users have no privileges. */
const NO_PRIVILEGE = '' as Role;

const ACTIONS: Partial<Record<EntityRouteKind, readonly Action[]>> = {
  update: ['update'],
  delete: ['delete'],
  deleteMany: ['delete'],
  restore: ['restore'],
  upsert: ['update'],
};

/** Kinds of routes after which a row may have a value that another one has. */
const GIVES_VALUES: readonly EntityRouteKind[] = ['create', 'createMany', 'update', 'upsert', 'restore'];

const DELETES: readonly EntityRouteKind[] = ['delete', 'deleteMany'];

/**
 * The errors of an entity's route that follow from the entity: from its unique keys, its policy, and what refers to it.
 * Where the entity is not known, it may have any of them.
 *
 * @param all entities that there are
 */
export function entityErrors(
  { method }: Route,
  entity: EntityMetadata | undefined,
  access: Access | undefined,
  all: readonly EntityMetadata[],
): ErrorTexts {
  const kind = entityRouteOf(method)?.kind;
  if (!kind) {
    return {};
  }
  if (!entity) {
    return {
      ...(kind in ACTIONS && { FORBIDDEN: undefined }),
      ...([...GIVES_VALUES, ...DELETES].includes(kind) && { CONFLICT: undefined }),
    };
  }
  const roles = Array.isArray(access) ? (access as readonly Role[]) : [NO_PRIVILEGE];
  const isMade = kind === 'create' || kind === 'createMany';
  return {
    ...(isMade && parentOf(entity.class as object) && { FORBIDDEN: NOT_YOUR_PARENT }),
    ...(roles.some((role) => mayForbid(kind, entity, role)) && { FORBIDDEN: NOT_YOURS }),
    ...(GIVES_VALUES.includes(kind) && conflicts(entity)),
    ...(DELETES.includes(kind) && mayBeHeld(entity.tableName, all) && { CONFLICT: STILL_IN_USE }),
  };
}

function conflicts({ uniques, primaryKeys }: EntityMetadata): ErrorTexts {
  const keys = uniques
    .map(({ properties }) => [properties ?? []].flat().map(String))
    .filter((properties) => properties.join() !== primaryKeys.join());
  return keys.length > 0 ? { CONFLICT: `Another row has the same ${keys.map(spelled).join(', or ')}.` } : {};
}

/** `owner_id` and `name` */
function spelled(properties: readonly string[]): string {
  return properties.map((name) => `\`${name}\``).join(' and ');
}

/** Whether the entity's policy refuses a user of this role some rows, or all, that they see. */
function mayForbid(kind: EntityRouteKind, { class: entity }: EntityMetadata, role: Role): boolean {
  const policy = policyOf(entity as object);
  const user = {
    kind: 'user',
    id: NOBODYS_ID,
    role,
    email: 'somebody@example.com',
    email_verified: false,
  } as const;
  const creates = kind === 'create' || kind === 'createMany' || kind === 'upsert';
  return (
    (creates && !policy.creates(user)) ||
    (ACTIONS[kind] ?? []).some((action) => policy.writes(user, action) !== true)
  );
}
