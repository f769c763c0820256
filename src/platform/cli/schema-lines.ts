import type { AbstractSqlDriver } from '@mikro-orm/sql';

/** Columns, indexes and constraints as PostgreSQL describes them; more than MikroORM reads (operator classes, say). */
const LINES = `
  select format('column %s.%s %s%s%s', t.relname, c.attname, format_type(c.atttypid, c.atttypmod),
      case when c.attnotnull then ' not null' end, ' default ' || pg_get_expr(d.adbin, d.adrelid)) as line
    from pg_attribute c
      join pg_class t on t.oid = c.attrelid
      left join pg_attrdef d on d.adrelid = c.attrelid and d.adnum = c.attnum
    where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p', 'v', 'm')
      and c.attnum > 0 and not c.attisdropped
  union all
  select 'index ' || indexdef from pg_indexes where schemaname = current_schema()
  union all
  select format('constraint %s of %s %s', conname, conrelid::regclass, pg_get_constraintdef(oid))
    from pg_constraint where connamespace = current_schema()::regnamespace
  order by line`;

/** Describes the schema of a database, one line for each thing in it. */
export async function schemaLines(driver: AbstractSqlDriver): Promise<string[]> {
  const rows = await driver.getConnection().execute<{ line: string }[]>(LINES);
  return rows.map(({ line }) => line);
}

/** Says what is missing and what is too much; undefined if nothing is. */
export function differenceBetween(wanted: readonly string[], found: readonly string[]): string | undefined {
  const missing = wanted.filter((line) => !found.includes(line));
  const surplus = found.filter((line) => !wanted.includes(line));
  const parts = [
    ...(missing.length > 0 ? [`it lacks ${missing.join('; ')}`] : []),
    ...(surplus.length > 0 ? [`it has ${surplus.join('; ')}`] : []),
  ];
  return parts.length > 0 ? parts.join(', and ') : undefined;
}
