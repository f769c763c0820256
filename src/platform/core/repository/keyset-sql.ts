import { beginningOf } from '../../database/indexes/long-text.js';
import type { SortKey } from '../list/list-query.js';
import type { Position } from '../list/cursor.js';
import type { Column } from './columns.js';
import type { Columns } from './entity-table.js';
import type { SqlValues } from './sql-values.js';

/** A sort key bound to its column. */
interface Key {
  sql: string;
  type: string;
  nullable: boolean;
  descending: boolean;
  /** Whether it is of another table. */
  joined?: boolean;
}

/** What rows are sorted by: of long texts their beginning, since the whole of one would fit into no cursor. */
export function sortedBy({ sql, long }: Column): string {
  return long ? beginningOf(sql) : sql;
}

function keysOf(order: SortKey[], columns: Columns): Key[] {
  return order.map(({ field, descending }) => {
    const column = columns.get(field)!;
    return { ...column, sql: sortedBy(column), descending };
  });
}

/**
 * The ORDER BY of a list; nulls come last in both directions.
 *
 * @param backward reads the list from its end, for the page before a cursor
 */
export function orderSql(order: SortKey[], columns: Columns, backward: boolean): string {
  return keysOf(order, columns)
    .map(({ sql, nullable, descending }) => {
      const direction = descending === backward ? 'asc' : 'desc';
      return `${sql} ${direction}${nullable ? ` nulls ${backward ? 'first' : 'last'}` : ''}`;
    })
    .join(', ');
}

/** The rows after (or before) a position, as a condition that an index on the sort keys can serve. */
export function keysetSql(order: SortKey[], columns: Columns, position: Position, values: SqlValues): string {
  const keys = keysOf(order, columns);
  const backward = position.direction === 'previous';
  const uniform = keys.every((key) => !key.nullable && key.descending === keys[0]!.descending);
  if (uniform) {
    const placeholders = keys.map((key, i) => values.bind(position.keys[i], key.type));
    const operator = keys[0]!.descending === backward ? '>' : '<';
    const beyond = `(${keys.map(({ sql }) => sql).join(', ')}) ${operator} (${placeholders.join(', ')})`;
    // No index has the columns of two tables.
    return keys.some(({ joined }) => joined)
      ? bounded(keys[0]!, position.keys[0], backward, values, beyond)
      : beyond;
  }
  return bounded(
    keys[0]!,
    position.keys[0],
    backward,
    values,
    lexicographic(keys, position.keys, backward, values),
  );
}

/** Tells, besides, where the first key begins: an index cannot be entered by alternatives alone. */
function bounded(
  { sql, type, nullable, descending }: Key,
  value: Position['keys'][number] | undefined,
  backward: boolean,
  values: SqlValues,
  condition: string,
): string {
  if (nullable || value === null || value === undefined) {
    return condition;
  }
  return `${sql} ${descending === backward ? '>=' : '<='} ${values.bind(value, type)} and ${condition}`;
}

/** `k1 after v1 or (k1 = v1 and (k2 after v2 or …))`, with nulls as the largest value in the order of the list. */
function lexicographic(keys: Key[], at: Position['keys'], backward: boolean, values: SqlValues): string {
  const [key, ...rest] = keys;
  const [value, ...restAt] = at;
  const { sql, type } = key!;
  if (value === null) {
    const same =
      rest.length > 0 ? `(${sql} is null and ${lexicographic(rest, restAt, backward, values)})` : 'false';
    return backward ? `(${sql} is not null or ${same})` : same;
  }
  const bound = values.bind(value, type);
  const operator = key!.descending === backward ? '>' : '<';
  const beyond = `${sql} ${operator} ${bound}${key!.nullable && !backward ? ` or ${sql} is null` : ''}`;
  const same =
    rest.length > 0 ? ` or (${sql} = ${bound} and ${lexicographic(rest, restAt, backward, values)})` : '';
  return `(${beyond}${same})`;
}
