import type { EntityMetadata } from '@mikro-orm/core';
import { manyOf } from '../entity/many.js';

/** The properties that a row of an entity has when the repository gives it: those that are stored or computed, and its sets. */
export function rowProperties({ class: entity, props, hooks }: EntityMetadata): Set<string> {
  const isSetByHooks = Object.keys(hooks).length > 0;
  const given = props.filter(
    ({ persist, formula, getter }) => persist !== false || formula || getter || isSetByHooks,
  );
  return new Set([...given.map(({ name }) => name), ...manyOf(entity).map(({ property }) => property)]);
}
