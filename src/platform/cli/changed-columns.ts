import type { EntityProperty, MikroORM } from '@mikro-orm/core';
import type { AbstractSqlConnection } from '@mikro-orm/sql';

/** The columns that a table of the database has too many, and those that it lacks. */
export interface ChangedColumns {
  table: string;
  removed: string[];
  added: { column: string; property: EntityProperty }[];
}

/** A column that keeps its values under another name. */
export interface Renamed {
  table: string;
  from: string;
  to: string;
}

/** Compares the columns of the entities with those of the database, table by table; tables on one side only are left out. */
export async function changedColumns(orm: MikroORM): Promise<ChangedColumns[]> {
  const inDatabase = await columnsOf(orm);
  return [...orm.getMetadata().getAll().values()]
    .filter(({ tableName }) => inDatabase.has(tableName))
    .map(({ tableName, props }) => {
      const there = inDatabase.get(tableName)!;
      const wanted = props
        .filter(({ persist, columnTypes }) => persist !== false && columnTypes?.length > 0)
        .flatMap((property) => property.fieldNames.map((column) => ({ column, property })));
      return {
        table: tableName,
        removed: there.filter((name) => !wanted.some(({ column }) => column === name)),
        added: wanted.filter(({ column }) => !there.includes(column)),
      };
    });
}

async function columnsOf(orm: MikroORM): Promise<Map<string, string[]>> {
  const connection = orm.em.getDriver().getConnection() as AbstractSqlConnection;
  const rows = await connection.execute<{ table: string; columns: string[] }[]>(
    `select table_name as table, json_agg(column_name order by ordinal_position) as columns
     from information_schema.columns where table_schema = current_schema() group by table_name`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/**
 * Asks for each new column whether it is one of those that go, under another name.
 *
 * @param ask puts a question that is answered by yes or no
 */
export async function renamedColumns(
  changes: readonly ChangedColumns[],
  ask: (question: string) => Promise<boolean>,
): Promise<Renamed[]> {
  const renamed: Renamed[] = [];
  for (const { table, removed, added } of changes) {
    for (const { column: to } of added) {
      const left = removed.filter(
        (name) => !renamed.some((known) => known.table === table && known.from === name),
      );
      for (const from of left) {
        if (await ask(`Is ${table}.${to} the column that was ${from}, with its values?`)) {
          renamed.push({ table, from, to });
          break;
        }
      }
    }
  }
  return renamed;
}

/** What a developer should know before the migration runs where there are rows. */
export function warningsAbout(changes: readonly ChangedColumns[], renamed: readonly Renamed[]): string[] {
  return changes.flatMap(({ table, removed, added }) => {
    const kept = renamed.filter((column) => column.table === table);
    const gone = removed.filter((name) => !kept.some(({ from }) => from === name));
    const made = added.filter(({ column }) => !kept.some(({ to }) => to === column));
    const required = made.filter(({ property }) => !property.nullable && property.defaultRaw === undefined);
    return [
      ...(gone.length > 0 && made.length > 0
        ? [
            `${table} loses ${gone.join(', ')} and gets ${made.map(({ column }) => column).join(', ')}: the values of the old columns are dropped, not carried over. ` +
              `If one was renamed, run this on a terminal, which asks; or write: alter table "${table}" rename column "${gone[0]!}" to "${made[0]!.column}"`,
          ]
        : []),
      ...required.map(
        ({ column }) =>
          `${table}.${column} is required and has no default: where the table has rows, the migration stops. Fill it in before it becomes "not null", or make it nullable`,
      ),
    ];
  });
}
