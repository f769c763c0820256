import type { EntityMetadata, EntityProperty } from '@mikro-orm/core';
import { isReference, isText } from './index-columns.js';
import { type ListDeclaration, listOf } from './list-declaration.js';

/** What an index is wanted for. */
export type Purpose = 'sort key' | 'reference' | 'equality filter' | 'owner' | 'trash';

/** One key of an index. */
export interface IndexKey {
  property: string;
  descending: boolean;
}

/** An index that follows from what an entity declares. */
export interface WantedIndex {
  /** The property that is sorted or filtered by. */
  property: string;
  purpose: Purpose;
  keys: readonly IndexKey[];
}

/**
 * The indexes that serve the lists and references of an entity:
 *
 * - each sort key, and the default order, with the id behind it
 * - each reference, and each column that is filtered by equality, with the default order behind it; of texts, of which there
 *   are many, the column alone
 * - each owner, with each sort key behind it
 * - each sort key among deleted rows, which are few among many: a list of them alone would read all the others
 *
 * @param list what the lists may ask for, if there are any
 */
export function wantedIndexes(
  meta: EntityMetadata,
  list: ListDeclaration | undefined = listOf(meta.class),
): WantedIndex[] {
  const references = meta.props.filter((prop) => isReference(prop, meta)).map(({ name }) => name);
  if (!list) {
    return references.map((property) => wanted(property, 'reference', [up(property)]));
  }
  const order = list.order.map(({ field, descending }) => ({ property: field, descending }));
  const orders = [order, ...list.sorted.map((property) => [up(property)])];
  const equal = list.equal.filter((property) => property !== 'id' && !references.includes(property));
  const indexes = [
    ...orders.map((keys) => wanted(keys[0]!.property, 'sort key', sorted(keys))),
    ...references.map((property) => wanted(property, 'reference', [up(property), ...sorted(order)])),
    ...equal.map((property) => wanted(property, 'equality filter', equality(meta, property, order))),
    ...list.within.flatMap((property) =>
      orders.map((keys) => wanted(property, 'owner', [up(property), ...sorted(keys)])),
    ),
    ...orders.map((keys) => wanted(keys[0]!.property, 'trash', sorted(keys))),
  ];
  return indexes.filter(({ property, keys, purpose }) =>
    purpose === 'owner' ? !keys.some((key) => key.property in list.unindexed) : !(property in list.unindexed),
  );
}

function wanted(property: string, purpose: Purpose, keys: IndexKey[]): WantedIndex {
  const first = (key: IndexKey, i: number): boolean =>
    keys.findIndex((other) => other.property === key.property) === i;
  return { property, purpose, keys: keys.filter(first) };
}

function equality(meta: EntityMetadata, property: string, order: readonly IndexKey[]): IndexKey[] {
  const prop = meta.properties[property as never] as EntityProperty | undefined;
  return isText(prop) ? [up(property)] : [up(property), ...sorted(order)];
}

/** With the id, which goes the way of the key before it. What goes down as a whole is read from the end of what goes up. */
function sorted(order: readonly IndexKey[]): IndexKey[] {
  const keys = [...order, { property: 'id', descending: order.at(-1)!.descending }];
  return keys.every(({ descending }) => descending) ? keys.map(({ property }) => up(property)) : keys;
}

function up(property: string): IndexKey {
  return { property, descending: false };
}
