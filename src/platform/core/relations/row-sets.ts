import type { Database } from '../../database/database.js';
import type { FieldError } from '../../errors/app-error.js';
import { ValidationError } from '../../errors/errors.js';
import type { EntityScope, Scope, Scopes } from '../repository/scope.js';
import { SqlValues } from '../repository/sql-values.js';
import { notePartial } from './partial-sets.js';
import { type SetTable, setsOf } from './relations.js';

type Row = Record<string, unknown>;

/** What was given of the sets of a row. */
export type Given = ReadonlyMap<SetTable, string[]>;

const NONE: Given = new Map();

/** A row, and what its sets are to be. */
export interface GivenSets {
  id: string;
  given: Given;
  /** Where the row stands in the request. */
  loc: FieldError['loc'];
}

/** The members of the set of one row. */
interface Found {
  id: string;
  /** Those that the actor sees; null if there are none. */
  others: string[] | null;
  /** Whether there are more. */
  partial: boolean;
}

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

  /**
   * Gives each row the ids of its sets, in place: those of rows that the actor sees, and a note where there are more. One
   * statement for each set.
   */
  async attach(rows: readonly object[]): Promise<void> {
    if (rows.length === 0) {
      return;
    }
    const partial = new Set<unknown>();
    for (const set of this.sets) {
      const values = new SqlValues();
      const other = this.scopes.ofTable(set.table);
      const scoped = other.sql(await other.of(), values, 't');
      const ids = values.bind(
        rows.map((row) => (row as Row).id),
        'uuid[]',
      );
      const found = await this.database.query<Found>(
        `select j.${set.own} as id, json_agg(t."id" order by t."id") filter (where ${scoped}) as others,` +
          ` count(*) filter (where ${scoped}) < count(*) as partial` +
          ` from ${set.join} j join ${other.table.sql} t on t."id" = j.${set.other}` +
          ` where j.${set.own} = any(${ids}) group by 1`,
        values.all,
      );
      const byId = new Map(found.map((one) => [one.id, one]));
      for (const row of rows as Row[]) {
        const members = byId.get(row.id as string);
        row[set.property] = members?.others ?? [];
        if (members?.partial) {
          partial.add(row);
        }
      }
    }
    rows.forEach((row) => notePartial(row, partial.has(row)));
  }

  /** Takes the sets out of what is to be written. @returns the rest, and the sets that were given */
  split<D extends object>(data: D): { rest: D; given: Given } {
    if (this.sets.length === 0) {
      return { rest: data, given: NONE };
    }
    const given = new Map<SetTable, string[]>();
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
   * Makes the sets of rows what was given, by a constant few statements; members that the actor does not see stay as they
   * are. Call it in the transaction that holds the rows: what becomes a member is locked until its end, so that nobody
   * deletes it meanwhile.
   *
   * @returns the ids of the rows whose sets have changed
   * @throws ValidationError `duplicate` if an id comes twice, `foreign_key` if it points nowhere
   */
  async write(rows: readonly GivenSets[]): Promise<Set<string>> {
    const changed = new Set<string>();
    for (const set of this.sets) {
      const wanted = rows.flatMap(({ id, given, loc }) => {
        const ids = given.get(set);
        return ids ? [{ id, ids: ids.map((one) => one.toLowerCase()), loc: [...loc, set.property] }] : [];
      });
      if (wanted.length > 0) {
        refuseRepeated(wanted);
        (await this.#replace(set, wanted)).forEach((id) => changed.add(id));
      }
    }
    return changed;
  }

  async #replace(set: SetTable, wanted: readonly Wanted[]): Promise<string[]> {
    const other = this.scopes.ofTable(set.table);
    const scope = await other.of();
    const members = wanted.flatMap(({ ids }) => ids);
    const owners = wanted.flatMap(({ id, ids }) => ids.map(() => id));
    await this.#hold(other, scope, members, wanted);
    const gone = new SqlValues();
    const rows = gone.bind(
      wanted.map(({ id }) => id),
      'uuid[]',
    );
    const pairs = `${gone.bind(owners, 'uuid[]')}, ${gone.bind(members, 'uuid[]')}`;
    const removed = await this.database.query<{ id: string }>(
      `delete from ${set.join} j using ${other.table.sql} t where j.${set.own} = any(${rows})` +
        ` and t."id" = j.${set.other} and (j.${set.own}, j.${set.other}) not in (select * from unnest(${pairs}))` +
        ` and ${other.sql(scope, gone, 't')} returning j.${set.own} as id`,
      gone.all,
    );
    const added = await this.database.query<{ id: string }>(
      `insert into ${set.join} (${set.own}, ${set.other}) select * from unnest($1::uuid[], $2::uuid[]) order by 1, 2` +
        ` on conflict do nothing returning ${set.own} as id`,
      [owners, members],
    );
    return [...removed, ...added].map(({ id }) => id);
  }

  /** Locks what is to be a member. @throws ValidationError `foreign_key` naming what is not there, or not seen */
  async #hold(
    other: EntityScope,
    scope: Scope,
    members: readonly string[],
    wanted: readonly Wanted[],
  ): Promise<void> {
    if (members.length === 0) {
      return;
    }
    const values = new SqlValues();
    const ids = values.bind([...new Set(members)], 'uuid[]');
    const known = await this.database.query<{ id: string }>(
      `select t."id" from ${other.table.sql} t where t."id" = any(${ids}) and ${other.sql(scope, values, 't')}` +
        ' order by t."id" for share of t',
      values.all,
    );
    const found = new Set(known.map(({ id }) => id));
    refuse(wanted, 'foreign_key', 'The referenced resource does not exist', (id) => !found.has(id));
  }
}

/** The ids that the set of one row is to have, and where they stand in the request. */
interface Wanted {
  id: string;
  ids: string[];
  loc: FieldError['loc'];
}

function refuseRepeated(wanted: readonly Wanted[]): void {
  const msg = 'This id is in the list already';
  refuse(wanted, 'duplicate', msg, (id, i, ids) => ids.indexOf(id) < i);
}

/** @throws ValidationError naming each id that is wrong */
function refuse(
  wanted: readonly Wanted[],
  type: 'duplicate' | 'foreign_key',
  msg: string,
  isWrong: (id: string, index: number, ids: string[]) => boolean,
): void {
  const errors = wanted.flatMap(({ ids, loc }) =>
    ids.flatMap((id, i) => (isWrong(id, i, ids) ? [{ loc: [...loc, i], msg, type }] : [])),
  );
  if (errors.length > 0) {
    throw new ValidationError(errors);
  }
}
