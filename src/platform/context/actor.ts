/**
 * The roles of the application. The platform knows one, whose users may do everything; `src/users/role.ts` adds the others
 * by declaration merging.
 */
export interface KnownRoles {
  admin: true;
}

/** The role of a user. */
export type Role = keyof KnownRoles;

/** The role whose users see and write every row. */
export const ADMIN: Role = 'admin';

/** Who is signed in; what services need to decide what is allowed. */
export interface CurrentUser {
  id: string;
  role: Role;
  email: string;
  /** Whether the user has proved to read mail at that address. */
  email_verified: boolean;
}

/**
 * Who acts: a user; nobody (a public route without a token); or the system (jobs, commands and seeds, which say so by
 * `asSystem`), which no policy holds back.
 */
export type Actor =
  (CurrentUser & { readonly kind: 'user' }) | { readonly kind: 'nobody' } | { readonly kind: 'system' };

/** Nobody is signed in. */
export const NOBODY: Actor = { kind: 'nobody' };

/** The application itself. */
export const SYSTEM: Actor = { kind: 'system' };
