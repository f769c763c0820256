import type { Role } from './role.js';

/** A new user: with the password as it was chosen, or with its hash, once it has one. */
export interface NewUser {
  email: string;
  display_name: string;
  role?: Role;
  password?: string;
  password_hash?: string;
}

/** What can be changed of a user. */
export interface UserChanges {
  display_name?: string;
  role?: Role;
  is_active?: boolean;
}
