const PARTIAL = Symbol('partial sets');

/** Notes on a row whether some members of its sets are left out: deleted ones, and those that the actor does not see. */
export function notePartial(row: object, partial: boolean): void {
  if (partial) {
    Object.assign(row, { [PARTIAL]: true });
  } else if (isPartial(row)) {
    Reflect.deleteProperty(row, PARTIAL);
  }
}

/** Whether members are left out of the sets of a row: then they may come back without a new version of the row. */
export function isPartial(row: unknown): boolean {
  return typeof row === 'object' && row !== null && PARTIAL in row;
}
