import { hash } from 'node:crypto';

/** More shapes than this are sent unprepared: every name costs memory in each server connection. */
const MAX_NAMES = 1_000;

/**
 * Ends a statement of which the best plan depends on its values: it is planned for them each time. Prepared, PostgreSQL would
 * settle for one plan after a while.
 */
export const BY_VALUE = ' /* by value */';

/** The server (or the pooler's server connection of the moment) has no statement of this name, or has it already. */
const LOST = new Set(['26000', '42P05']);

/** The plan no longer fits the schema: a migration has changed what the statement returns. */
const OUTDATED = '0A000';

/**
 * The names under which statements are prepared. Behind a pooler several processes share a server connection, so a name
 * is made of the text itself: the same name is the same SQL, whoever prepared it.
 */
export class StatementNames {
  readonly #names = new Map<string, string>();
  #off = false;

  /** The name of a statement; undefined if it is to be sent without one. */
  of(text: string): string | undefined {
    if (this.#off || text.endsWith(BY_VALUE)) {
      return undefined;
    }
    const name = this.#names.get(text);
    return name ?? (this.#names.size < MAX_NAMES ? this.#rename(text, 0) : undefined);
  }

  /**
   * Learns from an error of a named statement.
   *
   * @returns whether the name is to blame, so that the statement may be sent again without it: nothing was done
   */
  isToBlame(text: string, name: string, code: string | undefined): boolean {
    if (LOST.has(code ?? '')) {
      // What lies between does not keep names at all: every further statement would need a second try.
      this.#off = true;
      return true;
    }
    if (code === OUTDATED && this.#names.get(text) === name) {
      this.#rename(text, Number(name.split('_')[2] ?? 0) + 1);
    }
    return code === OUTDATED;
  }

  #rename(text: string, generation: number): string {
    const name = `strata_${hash('sha256', text).slice(0, 32)}${generation > 0 ? `_${generation}` : ''}`;
    this.#names.set(text, name);
    return name;
  }
}
