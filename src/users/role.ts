/** What a user may do: admins manage users and write every row. */
export const ROLES = ['user', 'admin'] as const;

export type Role = (typeof ROLES)[number];
