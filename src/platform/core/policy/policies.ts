import { type Actor, ADMIN, type Role } from '../../context/actor.js';
import { both, type Condition, type Where } from '../../database/condition.js';
import type { Policy } from './policy.js';

/** The property of `T` that holds the id of a user. */
type OwnerKey<T> = { [K in keyof T & string]: T[K] extends string | null ? K : never }[keyof T & string];

/**
 * Rows belong to whoever makes them: everybody who is signed in reads, the owner and admins write.
 *
 * @param owner the property with the id of the owner, which a new row gets from its maker
 */
export function owned<T extends object>(owner: OwnerKey<T>): Policy<T> {
  const own = (actor: Actor): Condition<T> => ofOwner<T>(owner, actor);
  return {
    sees: isSignedIn,
    writes: own,
    creates: isSignedIn,
    gives: (actor) => (actor.kind === 'user' ? ({ [owner]: actor.id } as Partial<T>) : {}),
  };
}

/** Rows that only their owner and admins see, and write. */
export function privateTo<T extends object>(owner: OwnerKey<T>): Policy<T> {
  const policy = owned<T>(owner);
  return { ...policy, sees: (actor) => policy.writes(actor, 'update') };
}

/** Rows that belong to nobody: everybody who is signed in reads and writes. */
export function shared<T extends object>(): Policy<T> {
  return { sees: isSignedIn, writes: isSignedIn, creates: isSignedIn };
}

/** The same policy, and everybody reads, with or without a token; the reading routes carry `@Public()`. */
export function publicRead<T extends object>(policy: Policy<T>): Policy<T> {
  return { ...policy, sees: () => true };
}

/** The same policy, but only users with one of these roles write, whoever owns the row. */
export function writtenBy<T extends object>(roles: readonly Role[], policy: Policy<T>): Policy<T> {
  const may = (actor: Actor): boolean => actor.kind === 'user' && roles.includes(actor.role);
  return { ...policy, writes: may, creates: may };
}

/**
 * Rows that are a part of another row: whoever sees that one sees them, and whoever may change it writes them.
 *
 * @param reference the property that refers to the other row
 * @param table of the other row
 */
export function partOf<T extends object>(reference: keyof T & string, table: string): Policy<T> {
  const through = (rows: 'seen' | 'written') => ({ [reference]: { $through: { table, rows } } }) as Where<T>;
  return {
    sees: () => through('seen'),
    writes: () => through('written'),
    creates: () => true,
  };
}

/**
 * The same policy within one tenant: no statement leaves it, and new rows are made in it.
 *
 * @param property of the row that names the tenant
 * @param tenantOf the tenant of an actor; who has none sees and makes nothing
 */
export function within<T extends object, K extends keyof T & string>(
  policy: Policy<T>,
  property: K,
  tenantOf: (actor: Actor) => T[K] | undefined,
): Policy<T> {
  const inTenant = (actor: Actor): Condition<T> => {
    const tenant = tenantOf(actor);
    return tenant === undefined ? false : ({ [property]: tenant } as Where<T>);
  };
  return {
    sees: (actor) => both(inTenant(actor), policy.sees(actor)),
    writes: (actor, action) => both(inTenant(actor), policy.writes(actor, action)),
    creates: (actor) => tenantOf(actor) !== undefined && policy.creates(actor),
    gives: (actor) => {
      const tenant = tenantOf(actor);
      const given = policy.gives?.(actor) ?? {};
      return tenant === undefined ? given : { ...given, [property]: tenant };
    },
  };
}

/** Whether somebody is signed in. */
export function isSignedIn(actor: Actor): boolean {
  return actor.kind === 'user';
}

/** Whether the actor may do everything. */
export function isAdmin(actor: Actor): boolean {
  return actor.kind === 'user' && actor.role === ADMIN;
}

function ofOwner<T>(owner: string, actor: Actor): Condition<T> {
  if (actor.kind !== 'user') {
    return false;
  }
  return isAdmin(actor) || ({ [owner]: actor.id } as Where<T>);
}
