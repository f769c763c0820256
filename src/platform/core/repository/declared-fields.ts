import type { EntityMetadata } from '@mikro-orm/core';
import type { Filter } from '../list/filter.js';
import type { Column } from './columns.js';
import type { EntityTable } from './entity-table.js';
import { StartError } from '../../errors/start-error.js';

/**
 * Refuses a declaration that names what is no column, or asks of a column what no statement can.
 *
 * @throws StartError with class and member
 */
export function refuseUnknownFields(
  table: EntityTable,
  filter: Filter<unknown>,
  key: readonly string[] = [],
): void {
  const { className } = table.meta;
  const refuse = (name: string, why: string): never => {
    throw new StartError(`${className}.${name} ${why}`);
  };
  const fields = Object.entries(filter.fields).flatMap(([name, { through, set }]) =>
    through || set ? [] : [name],
  );
  const sorted = filter.order_by.filter((name) => !name.includes('__'));
  const indexed = [...(filter.within ?? []), ...Object.keys(filter.unindexed ?? {})];
  const named = [...fields, ...filter.search, ...sorted, ...indexed, ...key];
  for (const name of named) {
    if (!table.columns.has(name)) {
      refuse(name, 'is no column, so no list can ask for it: take it out of the filter, or out of the key');
    }
  }
  for (const name of sorted) {
    const why = unsortable(table.columns.get(name)!, table.meta);
    if (why) {
      refuse(name, `${why}, so no list can be sorted by it: take it out of order_by`);
    }
  }
  if (key.length > 0 && !table.uniqueKeys.some((unique) => isSame(unique, key))) {
    refuse(key.join('+'), 'is the key of upserts, but nothing makes it unique: declare it with @Unique()');
  }
  for (const [name, why] of Object.entries(filter.unindexed ?? {})) {
    if (!why.trim()) {
      refuse(name, "has no index and no reason for it: say why in the filter's unindexed");
    }
  }
  for (const name of key) {
    if (table.columns.get(name)!.toDatabaseSql) {
      refuse(name, 'is converted in SQL, so rows cannot be told apart by it: take it out of the key');
    }
  }
}

/** Why no list can be sorted by a column, if so: a cursor needs its value, and SQL needs an order. */
function unsortable(
  { name, kind, type, lazy, toDatabaseSql }: Column,
  { properties }: EntityMetadata,
): string | undefined {
  if (properties[name as never]?.customOrder) {
    return 'has an order of its own (customOrder)';
  }
  if (['json', 'other'].includes(kind)) {
    return `is of the type ${type}`;
  }
  return lazy ? 'is lazy' : toDatabaseSql && 'is converted in SQL';
}

function isSame(unique: readonly string[], key: readonly string[]): boolean {
  return unique.length === key.length && unique.every((name) => key.includes(name));
}
