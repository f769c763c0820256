/** How an upsert treats rows that exist. */
export interface UpsertRule<T> {
  /** The fields of the unique key. */
  key: readonly string[];
  /** Of the fields that the rows came with, those that a stored row takes over; all if left out, none if empty. */
  fields?: readonly string[];
  /** SQL for the new value of a column instead of the row's own, with `stored` and `excluded` as the two rows. */
  merge?: Readonly<Record<string, string>>;
  /** What new rows get besides, whatever they came with. */
  given?: object;
  /** Asked for each row before it is written, with the stored row if there is one. @returns what to write */
  before?: (data: object, stored: T | undefined) => Promise<object>;
  /** Told of each row that was created or changed. */
  after?: (data: object, stored: T | undefined, row: T) => Promise<void>;
}

/** What became of the rows of an upsert. */
export interface Upserted<T> {
  created: number;
  updated: number;
  ignored: number;
  /** Every row as it now stands, in the order of the input. */
  items: T[];
}

/** What became of one row of an upsert. */
export type Outcome = 'created' | 'updated' | 'ignored';

/** The rows of an upsert as they now stand, and what became of each. */
export interface Outcomes<T> {
  items: T[];
  outcomes: Outcome[];
}
