import type { Dictionary, EntityManager, FilterDef } from '@mikro-orm/core';

/** The name of the global filter; `em.find(…, { filters: { [SOFT_DELETE]: false } })` sees deleted rows too. */
export const SOFT_DELETE = 'soft_delete';

/** The column that marks a row as deleted. */
export const DELETED_AT = 'deleted_at';

/** What makes a row live. Everything that leaves deleted rows out – filter, statements, partial indexes – has it from here. */
export const LIVE = { [DELETED_AT]: null } as const;

/**
 * `LIVE` as SQL, for a statement that is written by hand.
 *
 * @param alias the table as the statement names it; its columns stand alone if left out
 */
export function liveSql(alias?: string): string {
  return Object.keys(LIVE)
    .map((column) => `${alias ? `${alias}.` : ''}"${column}" is null`)
    .join(' and ');
}

/** The rows that are left out of `LIVE`, as SQL: those of the trash. */
export const DELETED_SQL = `"${DELETED_AT}" is not null`;

/** Hides soft-deleted rows from every query of an entity that has `deleted_at`, unless it is switched off by name. */
export const softDeleteFilter: FilterDef = {
  name: SOFT_DELETE,
  cond: (_args: Dictionary, _type, em: EntityManager, _options, entityName) =>
    hasDeletedAt(em, entityName) ? LIVE : {},
  args: false,
  default: true,
};

function hasDeletedAt(em: EntityManager, entityName: string | undefined): boolean {
  return [...em.getMetadata().getAll().values()].some(
    ({ className, properties }) => className === entityName && DELETED_AT in properties,
  );
}
