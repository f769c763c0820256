/** Text of so many characters fits into a cursor, and several of them into a URL. */
export const SORTED_LENGTH = 255;

/** Whether a text column of this type may hold more than that: it is sorted by its beginning, and fits into no tree. */
export function isLong(columnType: string): boolean {
  const length = /\((\d+)\)/.exec(columnType)?.[1];
  return length === undefined || Number(length) > SORTED_LENGTH;
}

/** What a long text is sorted by. */
export function beginningOf(sql: string): string {
  return `left(${sql}, ${SORTED_LENGTH})`;
}
