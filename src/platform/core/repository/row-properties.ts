import type { EntityMetadata } from '@mikro-orm/core';

/** The properties that a row of an entity has when the repository gives it: those that are stored or computed. */
export function rowProperties({ props, hooks }: EntityMetadata): Set<string> {
  const isSetByHooks = Object.keys(hooks).length > 0;
  const given = props.filter(
    ({ persist, formula, getter }) => persist !== false || formula || getter || isSetByHooks,
  );
  return new Set(given.map(({ name }) => name));
}
