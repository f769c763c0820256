import type { Filter } from '../list/filter.js';
import type { EntityTable } from './entity-table.js';

/**
 * Refuses a declaration that names what is no column, or asks of a column what no statement can.
 *
 * @throws Error with class and member
 */
export function refuseUnknownFields(
  table: EntityTable,
  filter: Filter<unknown>,
  key: readonly string[] = [],
): void {
  const { className } = table.meta;
  const refuse = (name: string, why: string): never => {
    throw new Error(`${className}.${name} ${why}`);
  };
  const fields = Object.entries(filter.fields).flatMap(([name, { through, set }]) =>
    through || set ? [] : [name],
  );
  const sorted = filter.order_by.filter((name) => !name.includes('__'));
  const named = [...fields, ...filter.search, ...sorted, ...key];
  for (const name of named) {
    if (!table.columns.has(name)) {
      refuse(name, 'is no column, so no list can ask for it: take it out of the filter, or out of the key');
    }
  }
  for (const name of sorted) {
    if (['json', 'other'].includes(table.columns.get(name)!.kind)) {
      refuse(
        name,
        `is of the type ${table.columns.get(name)!.type}, by which no list is sorted: take it out of order_by`,
      );
    }
  }
}
