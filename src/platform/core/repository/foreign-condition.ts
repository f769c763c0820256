import type { EntityMetadata } from '@mikro-orm/core';
import type { SqlEntityManager } from '@mikro-orm/sql';
import type { Where } from '../../database/condition.js';
import { isOfColumns } from './condition-sql.js';
import type { EntityTable } from './entity-table.js';
import type { SqlValues } from './sql-values.js';

/** A condition that only MikroORM can write, as it wrote it: it selects the ids of the rows that fit. */
interface Written {
  text: string;
  params: readonly unknown[];
}

const WRITTEN = Symbol('written');

/**
 * Has MikroORM write what a condition asks of other tables, or of values that it converts; the filters of those tables hold
 * there, as in `em.find`.
 *
 * @returns the same condition where there is nothing of that kind
 */
export async function written<W extends Where<object>>(
  where: W,
  table: EntityTable,
  em: SqlEntityManager,
): Promise<W> {
  if (!isOfColumns(where, table)) {
    return { [WRITTEN]: await write(where, table.meta, em) } as never;
  }
  const parts = Object.entries(where).map(async ([name, asked]) => {
    const isList = name === '$and' || name === '$or';
    return [name, isList ? await eachWritten(asked, table, em) : asked] as const;
  });
  return Object.fromEntries(await Promise.all(parts)) as W;
}

/** Whether MikroORM has to write a condition, or a part of it. */
export function isForeign(where: Where<object>, table: EntityTable): boolean {
  return (
    !isOfColumns(where, table) ||
    [...(where.$and ?? []), ...(where.$or ?? [])].some((one) => isForeign(one, table))
  );
}

/** A condition that MikroORM has written, with its values bound to the statement. */
export function writtenSql(where: object, values: SqlValues, alias?: string): string {
  const known = (where as { [WRITTEN]?: Written })[WRITTEN];
  if (!known) {
    throw new Error(
      'A policy can ask for columns, and for rows of other tables by $through; for all else MikroORM would have to be waited for',
    );
  }
  const params = [...known.params];
  const text = known.text.replace(/\\\?|\?/g, (mark) => (mark === '?' ? values.bind(params.shift()) : '?'));
  return `${alias ? `${alias}.` : ''}"id" in (${text})`;
}

async function eachWritten(all: readonly Where<object>[], table: EntityTable, em: SqlEntityManager) {
  return Promise.all(all.map((one) => written(one, table, em)));
}

async function write(where: object, meta: EntityMetadata, root: SqlEntityManager): Promise<Written> {
  const context = root.getContext(false);
  const em = context.global ? root.fork({ disableContextResolution: true }) : context;
  const query = root
    .createQueryBuilder(meta.class, 'filtered')
    .select('id' as never)
    .where(where);
  await query.applyJoinedFilters(em, {});
  return { text: query.getQuery(), params: query.getParams() };
}
