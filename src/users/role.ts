import type { Role } from '../platform/context/actor.js';

declare module '../platform/context/actor.js' {
  interface KnownRoles {
    user: true;
  }
}

export type { Role };

/**
 * What a user may do; admins manage users and write every row. A further role is a name in `KnownRoles` and in this list,
 * and a migration of the check on the column (`npm run migration:create -- --name roles`).
 */
export const ROLES = ['user', 'admin'] as const satisfies readonly Role[];
