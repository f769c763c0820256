import { ResourceError } from './resource-error.ts';

/** The routes that an entity can have; `bulk` is creating and deleting many rows. */
export const ROUTES = ['list', 'get', 'create', 'update', 'delete', 'restore', 'bulk', 'upsert'] as const;

export type Route = (typeof ROUTES)[number];

/** The routes whose body holds the fields of a row. */
const TAKING: readonly Route[] = ['create', 'update', 'bulk', 'upsert'];

/**
 * Reads which routes an entity has; all if nothing is said.
 *
 * @throws ResourceError for a route that there is not
 */
export function routesOf(only: string | undefined): Set<Route> {
  if (only === undefined) {
    return new Set(ROUTES);
  }
  const names = only
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const unknown = names.filter((name) => !(ROUTES as readonly string[]).includes(name));
  if (names.length === 0 || unknown.length > 0) {
    throw new ResourceError(`--only ${only}: there are the routes ${ROUTES.join(', ')}`);
  }
  return new Set(ROUTES.filter((route) => names.includes(route)));
}

/** Whether any of the routes takes the fields of a row. */
export function takesFields(routes: ReadonlySet<Route>): boolean {
  return TAKING.some((route) => routes.has(route));
}
