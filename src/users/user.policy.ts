import type { Policy } from '../platform/policy.js';
import { isAdmin, isSignedIn } from '../platform/policy.js';
import type { User } from './user.entity.js';

/** Everybody who is signed in may know of users; admins change them all, everybody themselves. */
export const userPolicy: Policy<User> = {
  sees: isSignedIn,
  writes: (actor, action) =>
    isAdmin(actor) || (actor.kind === 'user' && action !== 'restore' && { id: actor.id }),
  creates: isAdmin,
};
