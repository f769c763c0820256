import { AsyncLocalStorage } from 'node:async_hooks';
import { currentContext, type RequestContext } from '../context/request-context.js';

type Fields = Record<string, unknown>;

/** The scopes that `runInScope` opened; a unit of work is one as soon as fields are assigned in it. */
const opened = new AsyncLocalStorage<Fields>();
const ofUnits = new WeakMap<RequestContext, Fields>();

/** The fields that every line of the current scope has; undefined if none were assigned. */
export function assignedFields(): Fields | undefined {
  const context = currentContext();
  return opened.getStore() ?? (context && ofUnits.get(context));
}

/**
 * Adds fields to all further lines of the current scope: of the request or job, or of what `runInScope` runs.
 *
 * @returns false outside of any scope
 */
export function assignFields(fields: Fields): boolean {
  const context = currentContext();
  const scope = assignedFields();
  if (scope) {
    Object.assign(scope, fields);
  } else if (context) {
    ofUnits.set(context, { ...fields });
  }
  return scope !== undefined || context !== undefined;
}

/** Runs `work` in a scope of its own, whose lines have these fields from the start. */
export function runInScope<T>(fields: Fields, work: () => T): T {
  return opened.run({ ...fields }, work);
}
