import type { Condition } from '../list/list-query.js';
import type { EntityScope, Scopes } from '../repository/scope.js';
import type { SqlValues } from '../repository/sql-values.js';
import { relationsOf, type SetTable } from './relations.js';

/** What lists of one entity ask of its sets: `tags=`, `tags__in=`, `tags__all=`. */
export class SetConditions {
  readonly #sets = new Map<string, SetTable>();

  constructor(
    private readonly of: EntityScope,
    private readonly scopes: Scopes,
  ) {}

  /**
   * The condition that the set of a row has one of these ids, or all of them; members that are not seen do not count.
   *
   * @param alias of the row in the statement
   */
  sql({ field, operator, value }: Condition, alias: string, values: SqlValues): string {
    const set = this.#setOf(field);
    const other = this.scopes.ofTable(set.table);
    const ids = [...new Set([value].flat() as string[])];
    const members =
      `select j.${set.own} from ${set.join} j join ${other.table.sql} t on t."id" = j.${set.other}` +
      ` where ${values.oneOf(`j.${set.other}`, ids, 'uuid')} and ${other.sql(other.now(), values, 't')}`;
    const all = operator === 'all' ? ` group by 1 having count(*) = ${values.bind(ids.length)}` : '';
    return `${alias}."id" in (${members}${all})`;
  }

  #setOf(field: string): SetTable {
    let set = this.#sets.get(field);
    if (!set) {
      const relation = relationsOf(this.of, this.scopes).get(field);
      if (relation?.kind !== 'set') {
        throw new Error(
          `${this.of.table.meta.className} has no set ${field} that a list could be filtered by`,
        );
      }
      set = relation;
      this.#sets.set(field, set);
    }
    return set;
  }
}
