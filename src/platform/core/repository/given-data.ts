import { type EntityMetadata, isRaw } from '@mikro-orm/core';
import { idOf, isOwn, isReference } from './columns.js';

type Row = Record<string, unknown>;

/** Looks at what is given of a row. */
export type GivenData = <D extends object>(data: D) => D;

/**
 * Gives entities in references by their ids.
 *
 * The function throws an Error with class and member for what no statement of a repository writes: rather than being left out
 * in silence, it stops the write.
 */
export function givenData(meta: EntityMetadata): GivenData {
  const references = meta.props.filter((prop) => isReference(prop) && isOwn(prop) && !prop.mapToPk);
  const lists = new Set(meta.props.filter((prop) => !isOwn(prop)).map(({ name }) => name));
  const known = new Set(meta.props.filter(({ embedded }) => !embedded).map(({ name }) => name));
  const refuse = (name: string, why: string): never => {
    throw new Error(`${meta.className}.${name} ${why}`);
  };
  return (data) => {
    for (const name of Object.keys(data)) {
      const value = (data as Row)[name];
      if (value === undefined) {
        continue;
      }
      if (lists.has(name)) {
        refuse(
          name,
          'is of other rows, which a repository does not write: use @Many(), or the EntityManager',
        );
      }
      if (!known.has(name)) {
        refuse(name, 'is no property of the entity, so it cannot be written: take it out of what is given');
      }
      if (isRaw(value)) {
        refuse(name, 'is given as SQL, but a repository writes values: use the EntityManager, or a query');
      }
    }
    const entities = references.filter(({ name }) => idOf((data as Row)[name]) !== (data as Row)[name]);
    const ids = entities.map(({ name }) => [name, idOf((data as Row)[name])] as const);
    return ids.length === 0 ? data : { ...data, ...Object.fromEntries(ids) };
  };
}
