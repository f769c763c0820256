import { type EntityManager, raw } from '@mikro-orm/core';
import { Filter } from '@mikro-orm/decorators/legacy';
import { currentActor } from '../../context/request-context.js';
import type { Condition } from '../../database/condition.js';
import { OPEN, type Policy as EntityPolicy } from './policy.js';

/** The name of the filter; `em.find(…, { filters: { [VISIBLE]: false } })` sees what the actor may not see. */
export const VISIBLE = 'visible';

/** Writes a condition on an entity as SQL with `?` for each value. `alias` is what the statement calls the table. */
export type FragmentWriter = (
  condition: Condition<object>,
  entity: object,
  alias: string,
  em: EntityManager,
) => { sql: string; params: unknown[] };

const policies = new WeakMap<object, EntityPolicy<object>>();
let writeFragment: FragmentWriter | undefined;

/**
 * Puts an entity under a policy. What an actor does not see is in none of its statements: those of the repository and
 * those of MikroORM (`em.find`, `populate`) alike, by a filter named `visible`.
 */
export function Policy<T extends object>(policy: EntityPolicy<T>) {
  return (entity: new () => T): void => {
    policies.set(entity, policy);
    Filter({
      name: VISIBLE,
      cond: (_args: unknown, _type: unknown, em: EntityManager) => {
        const actor = currentActor();
        return actor.kind === 'system' ? {} : toQuery(policy.sees(actor), entity, em);
      },
      args: false,
      default: true,
    })(entity);
  };
}

/** The policy of an entity; an open one if it has none. */
export function policyOf<T>(entity: object): EntityPolicy<T> {
  return policies.get(entity) ?? OPEN;
}

/** Whether an entity is under a policy of its own. */
export function hasPolicy(entity: object): boolean {
  return policies.has(entity);
}

/** Sets how conditions that MikroORM's queries have no word for are written into them. */
export function writeFragmentsBy(writer: FragmentWriter): void {
  writeFragment = writer;
}

/** A condition as MikroORM takes it. */
function toQuery(condition: Condition<object>, entity: object, em: EntityManager): object {
  if (typeof condition === 'boolean') {
    return condition ? {} : { id: { $in: [] } };
  }
  if (!JSON.stringify(condition).includes('"$through"')) {
    return condition;
  }
  let params: unknown[] = [];
  const fragment = raw((alias) => {
    const written = writeFragment!(condition, entity, `"${alias}"`, em);
    params = written.params;
    return written.sql;
  });
  return { [raw(fragment.sql, params)]: [] };
}
