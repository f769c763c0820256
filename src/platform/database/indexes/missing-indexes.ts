import type { EntityMetadata, MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';
import { columnOf, isLongText, keySql } from './index-columns.js';
import { askedOf, listOf } from './list-declaration.js';
import { type Purpose, type WantedIndex, wantedIndexes } from './wanted-indexes.js';

/** A column that lists ask for, or that refers to other rows, and no index serves. */
export interface MissingIndex {
  table: string;
  column: string;
  purpose: Purpose;
}

/** An index as PostgreSQL describes it. */
interface FoundIndex {
  table: string;
  unique: boolean;
  /** Among which rows, if not all. */
  predicate: string | null;
  keys: string[];
}

const FIND = `
  select t.relname as table, x.indisunique as unique, pg_get_expr(x.indpred, x.indrelid) as predicate,
    array(select pg_get_indexdef(x.indexrelid, n, true) from generate_series(1, x.indnkeyatts) n) as keys
  from pg_index x join pg_class t on t.oid = x.indrelid
  where t.relnamespace = current_schema()::regnamespace and x.indisvalid`;

/** What is declared without a reason to do without: the other indexes of lists only help. */
const NEEDED: readonly Purpose[] = ['sort key', 'reference', 'equality filter'];

/** Looks into the database for what has no index, and should: sort keys, equality filters and references, as they are declared. */
export async function missingIndexes(orm: MikroORM): Promise<MissingIndex[]> {
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  const found = await connection.execute<FoundIndex[]>(FIND);
  return [...orm.getMetadata().getAll().values()].flatMap((meta) => missingOf(meta, found));
}

/** Says what is missing, and what to do. */
export function missingMessage({ table, column, purpose }: MissingIndex): string {
  const article = purpose === 'equality filter' ? 'an' : 'a';
  return (
    `${table}.${column} is ${article} ${purpose} and has no index: put @Listed(…) on the entity and run npm run migration:create, ` +
    `or say why in its filter: unindexed: { ${column}: '…' }`
  );
}

function missingOf(meta: EntityMetadata, found: readonly FoundIndex[]): MissingIndex[] {
  if (meta.abstract || meta.embeddable || meta.virtual) {
    return [];
  }
  const own = found.filter(({ table }) => table === meta.tableName);
  const missing = wantedIndexes(meta, askedOf(meta.class) ?? listOf(meta.class))
    .filter((wanted) => NEEDED.includes(wanted.purpose) && !own.some((one) => serves(one, wanted, meta)))
    .map(({ property, purpose }) => ({
      table: meta.tableName,
      column: columnOf(meta.properties[property as never]) ?? property,
      purpose,
    }));
  return missing.filter(
    (one, i) =>
      missing.findIndex(({ column, purpose }) => column === one.column && purpose === one.purpose) === i,
  );
}

function serves(index: FoundIndex, { keys, purpose }: WantedIndex, meta: EntityMetadata): boolean {
  const asked = keys.map(({ property }) => asFound(meta, property, purpose));
  const has = index.keys.map(plain);
  const begins = asked.every((key, i) => has[i] === key);
  const decides = index.unique && has.every((key, i) => asked[i] === key);
  const holds =
    index.predicate === null || (purpose !== 'sort key' && plain(index.predicate) === 'deleted_atisnull');
  return holds && (begins || decides);
}

function asFound(meta: EntityMetadata, property: string, purpose: Purpose): string | undefined {
  const prop = meta.properties[property as never];
  const whole = purpose === 'equality filter' && isLongText(prop);
  return columnOf(prop) && (whole ? columnOf(prop) : plain(keySql(prop!)));
}

/** Without quotes, brackets, casts and blanks, which PostgreSQL adds as it likes. */
function plain(sql: string): string {
  return sql.toLowerCase().replaceAll(/::[a-z ]+|["()\s]/g, '');
}
