/** What the policy of an entity is made of. */
export type { Actor, Role } from './context/actor.js';
export type { Condition, Where } from './database/condition.js';
export { both, fits } from './database/condition.js';
export type { Action, Policy } from './core/policy/policy.js';
export {
  isAdmin,
  isSignedIn,
  owned,
  partOf,
  privateTo,
  publicRead,
  shared,
  within,
  writtenBy,
} from './core/policy/policies.js';
