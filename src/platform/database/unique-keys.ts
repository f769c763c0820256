import type { EntityMetadata, EntityProperty, Platform } from '@mikro-orm/core';
import { isDeepStrictEqual } from 'node:util';
import { LIVE, liveSql } from './soft-delete.filter.js';

/** A unique constraint of an entity, the primary key aside. */
export interface UniqueKey {
  /** What the database calls it. */
  name: string;
  /** The properties that make it; none where it is of expressions. */
  properties: readonly string[];
  /** Whether it holds among all rows, or all live ones; if not, only the database knows among which. */
  whole: boolean;
}

/** The unique constraints of an entity, those of single properties included. */
export function uniqueKeysOf(meta: EntityMetadata, platform: Platform): UniqueKey[] {
  const own = meta.props
    .filter(({ unique }) => unique)
    .map((prop) => ({ properties: [prop.name], name: named(prop.unique, [prop]), whole: true }));
  const declared = meta.uniques.map(({ name, properties, where, expression }) => {
    const names = [properties ?? []].flat().map(String);
    return {
      name: named(
        name,
        names.flatMap((one) => meta.properties[one as never] ?? []),
      ),
      properties: expression ? [] : names,
      whole: where === undefined || where === liveSql() || isDeepStrictEqual(where, LIVE),
    };
  });
  return [...own, ...declared];

  function named(given: unknown, props: readonly EntityProperty[]): string {
    const columns = props.flatMap(({ fieldNames }) => fieldNames);
    return typeof given === 'string' ? given : platform.getIndexName(meta.tableName, columns, 'unique');
  }
}
