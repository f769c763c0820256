import type { Outcome, UpsertRule } from '../repository/upsert-rule.js';
import type { Given, RowSets } from './row-sets.js';

/** What came of one row: its own columns, and its sets. */
interface Split {
  rest: object;
  given: Given;
}

/**
 * An upsert of rows that have sets. Its rules are asked about whole rows, and told of them when their sets are written: the
 * statements of the rows know nothing of sets.
 */
export class SetUpsert<T> {
  /** The rule by which the rows themselves are written. */
  readonly rule: UpsertRule<T>;
  readonly #asked: Given[];
  readonly #stored = new Map<number, T | undefined>();

  constructor(
    private readonly split: readonly Split[],
    private readonly whole: UpsertRule<T>,
    private readonly sets: RowSets,
  ) {
    const { before, after, ...rule } = whole;
    this.#asked = split.map(({ given }) => given);
    const isAsked = sets.sets.length > 0 && (before ?? after) !== undefined;
    this.rule = isAsked ? { ...rule, before: this.#asking() } : whole;
  }

  /** The sets that a row takes over: all of a new one, else those that the rule names, or `before` has changed. */
  takenAt(place: number, outcome: Outcome): Given {
    const asked = this.#asked[place]!;
    if (asked.size === 0) {
      return asked;
    }
    const sent = this.split[place]!.given;
    const isTaken = (property: string): boolean =>
      outcome === 'created' || (this.whole.fields?.includes(property) ?? true);
    return new Map([...asked].filter(([set, ids]) => isTaken(set.property) || sent.get(set) !== ids));
  }

  /** Tells of each row that was created or changed. */
  async tell(outcomes: readonly Outcome[], items: readonly T[]): Promise<void> {
    if (this.rule === this.whole) {
      return;
    }
    for (const [i, row] of items.entries()) {
      if (outcomes[i] !== 'ignored') {
        await this.whole.after?.(this.#wholeAt(i), this.#stored.get(i), row);
      }
    }
  }

  #asking(): NonNullable<UpsertRule<T>['before']> {
    const places = new Map(this.split.map(({ rest }, i) => [rest, i]));
    return async (rest, stored) => {
      const place = places.get(rest)!;
      const data = this.#wholeAt(place);
      const asked = this.sets.split((await this.whole.before?.(data, stored)) ?? data);
      this.#asked[place] = asked.given;
      this.#stored.set(place, stored);
      return asked.rest;
    };
  }

  /** A row as it came. */
  #wholeAt(place: number): object {
    const { rest, given } = this.split[place]!;
    return { ...rest, ...Object.fromEntries([...given].map(([{ property }, ids]) => [property, ids])) };
  }
}
