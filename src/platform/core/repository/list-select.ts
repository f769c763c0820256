import type { Position } from '../list/cursor.js';
import type { SortKey } from '../list/list-query.js';
import type { Column } from './columns.js';
import type { Columns } from './entity-table.js';
import { keysetSql, orderSql, sortedBy } from './keyset-sql.js';
import type { ListSource } from './list-source.js';
import type { SqlValues } from './sql-values.js';

/** A stretch of a list: all of it, or the rows with or without a value of its first sort key. */
interface Stretch {
  nulls?: boolean;
  /** Whether it begins at the position, and not at its own start. */
  fromPosition: boolean;
}

/** Which rows of a list are read. */
export interface Reach {
  /** Complete: the id is the last key. */
  order: SortKey[];
  /** Whether the first key may be null. */
  nullable: boolean;
  position?: Position;
  limit: number;
  offset: number;
}

/**
 * The SELECT of one page. Where the first sort key may be null, the rows that have one and those that have none – which come
 * last – are two stretches, read one after the other: each is a range of an index, which one condition on both is not.
 *
 * @param source writes the parts of a SELECT, and binds its values each time
 */
export function listSelect(source: () => ListSource, reach: Reach, values: SqlValues): string {
  const { limit, offset } = reach;
  const stretches = stretchesOf(reach);
  const selects = stretches.map((stretch) => {
    const rows = stretches.length > 1 ? limit + offset : limit;
    return `${stretchSelect(source(), stretch, reach, values)} limit ${values.bind(rows)}`;
  });
  const all =
    selects.length === 1
      ? selects[0]!
      : `${selects.map((one) => `(${one})`).join(' union all ')} limit ${values.bind(limit)}`;
  return offset > 0 ? `${all} offset ${values.bind(offset)}` : all;
}

/** In the order in which they are read: a list that is read from its end begins with the rows without a value. */
function stretchesOf({ nullable, position }: Reach): Stretch[] {
  if (!nullable) {
    return [{ fromPosition: position !== undefined }];
  }
  const backward = position?.direction === 'previous';
  const inOrder = backward ? [true, false] : [false, true];
  if (!position) {
    return inOrder.map((nulls) => ({ nulls, fromPosition: false }));
  }
  const at = position.keys[0] === null;
  return inOrder
    .filter((nulls) => nulls === at || inOrder.indexOf(nulls) > inOrder.indexOf(at))
    .map((nulls) => ({ nulls, fromPosition: nulls === at }));
}

function stretchSelect(
  { from, list, columns, where, lacks }: ListSource,
  { nulls, fromPosition }: Stretch,
  { order, position }: Reach,
  values: SqlValues,
): string {
  const first = columns.get(order[0]!.field)!;
  const keys = nulls === true ? order.slice(1) : order;
  const known = nulls === undefined ? columns : withoutNulls(columns, order[0]!.field);
  const sorted = nulls === true && !isIndexed(order, first) ? keys : order;
  const conditions = [
    where,
    nulls === undefined ? '' : nulls ? lacks(order[0]!.field) : `${sortedBy(first)} is not null`,
    fromPosition
      ? keysetSql(
          keys,
          known,
          { ...position!, keys: position!.keys.slice(order.length - keys.length) },
          values,
        )
      : '',
  ].filter((part) => part !== '' && part !== 'true');
  const backward = position?.direction === 'previous';
  return `select ${list} from ${from} where ${conditions.join(' and ') || 'true'} order by ${orderSql(sorted, known, backward)}`;
}

/**
 * Whether the index on a sort key and the id has the rows of a stretch in their order. The database does not see that a key
 * that is null throughout orders nothing, so it has to be named.
 */
function isIndexed(order: SortKey[], { joined }: Column): boolean {
  return order.length === 2 && !joined;
}

/** The columns, one of which has a value in every row of a stretch, or in none: where nulls go says nothing then. */
function withoutNulls(columns: Columns, name: string): Columns {
  return new Map(columns).set(name, { ...columns.get(name)!, nullable: false });
}
