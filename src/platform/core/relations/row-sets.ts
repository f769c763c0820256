import type { Database } from '../../database/database.js';
import type { FieldError } from '../../errors/app-error.js';
import { ValidationError } from '../../errors/errors.js';
import type { EntityScope, Scopes } from '../repository/scope.js';
import { SqlValues } from '../repository/sql-values.js';
import { type SetTable, setsOf } from './relations.js';

type Row = Record<string, unknown>;

/** The sets of the rows of one entity (`tag_ids`): read with them, and written as a whole. */
export class RowSets {
  readonly sets: readonly SetTable[];

  constructor(
    of: EntityScope,
    private readonly scopes: Scopes,
    private readonly database: Database,
  ) {
    this.sets = setsOf(of.table.meta, scopes);
  }

  /** Gives each row the ids of its sets, in place: those of rows that the actor sees. One statement for each set. */
  async attach(rows: readonly object[]): Promise<void> {
    if (rows.length === 0) {
      return;
    }
    for (const set of this.sets) {
      const values = new SqlValues();
      const other = this.scopes.ofTable(set.table);
      const scoped = other.sql(await other.of(), values, 't');
      const ids = values.bind(
        rows.map((row) => (row as Row).id),
        'uuid[]',
      );
      const found = await this.database.query<{ id: string; others: string[] }>(
        `select j.${set.own} as id, json_agg(t."id" order by t."id") as others` +
          ` from ${set.join} j join ${other.table.sql} t on t."id" = j.${set.other}` +
          ` where j.${set.own} = any(${ids}) and ${scoped} group by 1`,
        values.all,
      );
      const byId = new Map(found.map(({ id, others }) => [id, others]));
      for (const row of rows as Row[]) {
        row[set.property] = byId.get(row.id as string) ?? [];
      }
    }
  }

  /** Takes the sets out of what is to be written. @returns the rest, and the sets that were given */
  split<D extends object>(data: D): { rest: D; given: Map<SetTable, string[]> } {
    const given = new Map<SetTable, string[]>();
    if (this.sets.length === 0) {
      return { rest: data, given };
    }
    const rest = { ...data } as Row;
    for (const set of this.sets) {
      if (rest[set.property] !== undefined) {
        given.set(set, rest[set.property] as string[]);
      }
      Reflect.deleteProperty(rest, set.property);
    }
    return { rest: rest as D, given };
  }

  /**
   * Makes the sets of a row what was given; members that the actor does not see stay as they are. Call it in the
   * transaction that holds the row.
   *
   * @param loc of the row in the request
   * @returns whether anything has changed
   * @throws ValidationError `duplicate` if an id comes twice, `foreign_key` if it points nowhere
   */
  async write(
    id: string,
    given: ReadonlyMap<SetTable, string[]>,
    loc: FieldError['loc'] = ['body'],
  ): Promise<boolean> {
    let changed = false;
    for (const [set, ids] of given) {
      refuseRepeated(ids, [...loc, set.property]);
      changed = (await this.#replace(id, set, ids, [...loc, set.property])) || changed;
    }
    return changed;
  }

  async #replace(id: string, set: SetTable, ids: string[], loc: FieldError['loc']): Promise<boolean> {
    const other = this.scopes.ofTable(set.table);
    const scope = await other.of();
    const values = new SqlValues();
    const wanted = values.bind(ids, 'uuid[]');
    const known = await this.database.query<{ id: string }>(
      `select t."id" from ${other.table.sql} t where t."id" = any(${wanted}) and ${other.sql(scope, values, 't')}`,
      values.all,
    );
    const found = new Set(known.map((row) => row.id));
    const missing = ids.flatMap((one, i) => (found.has(one) ? [] : [i]));
    if (missing.length > 0) {
      throw new ValidationError(
        missing.map((i) => ({
          loc: [...loc, i],
          msg: 'The referenced resource does not exist',
          type: 'foreign_key',
        })),
      );
    }
    const gone = new SqlValues();
    const removed = await this.database.query(
      `delete from ${set.join} j using ${other.table.sql} t where j.${set.own} = ${gone.bind(id)}` +
        ` and t."id" = j.${set.other} and not (${gone.oneOf('t."id"', ids, 'uuid')})` +
        ` and ${other.sql(scope, gone, 't')} returning j.${set.other}`,
      gone.all,
    );
    const added = await this.database.query(
      `insert into ${set.join} (${set.own}, ${set.other}) select $1::uuid, unnest($2::uuid[])` +
        ` on conflict do nothing returning ${set.other}`,
      [id, ids],
    );
    return removed.length + added.length > 0;
  }
}

function refuseRepeated(ids: readonly string[], loc: FieldError['loc']): void {
  const repeated = ids.flatMap((id, i) => (ids.indexOf(id) < i ? [i] : []));
  if (repeated.length > 0) {
    throw new ValidationError(
      repeated.map((i) => ({ loc: [...loc, i], msg: 'This id is in the list already', type: 'duplicate' })),
    );
  }
}
