import { Index } from '@mikro-orm/decorators/legacy';
import { liveSql } from '../../database/soft-delete.filter.js';
import { declareSearched } from '../../database/indexes/search-columns.js';
import { TRIGRAMS, withTrigrams } from '../../database/trigram-index.js';

/**
 * Declares the indexes that let `search=`, `like` and `ilike` on these columns find rows without reading the whole table:
 * name the columns that the filter searches. One is of trigrams, and one of pairs of letters, for what is shorter. The first
 * needs PostgreSQL's extension `pg_trgm`. Where a migration can neither find nor create that, it says so and goes on without
 * the index: lists work as before, but slowly.
 */
export function SearchIndex<K extends string>(...columns: [K, ...K[]]) {
  return <T extends Record<K, string | null>>(entity: abstract new () => T): void => {
    declareSearched(entity, columns);
    Index({
      properties: columns as string[] as never[],
      expression: (names, table, name) =>
        guarded(
          name,
          table.name,
          columns.map((column) => (names as unknown as Record<string, string>)[column]!),
        ),
    })(entity);
  };
}

function guarded(name: string, table: string, columns: readonly string[]): string {
  const keys = columns.map((column) => `"${column}" ${TRIGRAMS}`).join(', ');
  return withTrigrams(name, `create index "${name}" on "${table}" using gin (${keys}) where ${liveSql()}`);
}
