/** Rows that are made along with the row that they are a part of: the lines of a new order, see `Writes.createWith`. */
export interface Parts {
  /** How many there are. */
  readonly size: number;
  /** Creates them, in the transaction that has made the other row. @param parent its id */
  create(parent: string): Promise<unknown>;
}
