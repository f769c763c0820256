import type { Where } from '../../database/condition.js';
import type { Action } from '../policy/policy.js';
import type { Guard } from './repository-options.js';
import type { EntityScope, Scope, ScopeOptions } from './scope.js';
import type { Rows } from './statements.js';

/** Rows, as far as the actor sees them, and may do this with them. */
export async function within(
  scope: EntityScope,
  rows: Rows,
  options: ScopeOptions = {},
  may?: Action,
): Promise<Rows> {
  const conditions: Scope = [...(await scope.of(options)), ...(may ? [scope.mayBe(may)] : [])];
  return (values) => {
    const asked = rows(values);
    const allowed = scope.sql(conditions, values);
    return allowed === 'true' ? asked : `${asked} and ${allowed}`;
  };
}

/** The rows that fit a condition, whoever sees them. */
export async function fitting(scope: EntityScope, where: Where<object>): Promise<Rows> {
  const ready = await scope.ready(where);
  return (values) => scope.sql([ready], values);
}

/** The rows with these ids, and one of the versions if there must be one. */
export function withIds(ids: readonly string[], { versions }: Guard = {}): Rows {
  return (values) => {
    const [id, ...others] = ids;
    const rows = others.length === 0 ? `"id" = ${values.bind(id)}` : values.oneOf('"id"', ids, 'uuid');
    return versions ? `${rows} and ${values.oneOf('"version"', versions, 'int')}` : rows;
  };
}
