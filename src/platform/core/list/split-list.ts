/** One value of a list and the comma behind it; in quotes a comma is part of the value, and a quote is doubled. */
const VALUE = /\s*(?:"((?:[^"]|"")*)"|([^",][^,]*|))\s*(,|$)/y;

/**
 * Splits a comma list: `red,"Smith, John","5"" pipe"` is `red`, `Smith, John` and `5" pipe`.
 *
 * @returns undefined if a value is empty without quotes, or a quote is not closed
 */
export function splitList(text: string): string[] | undefined {
  const values: string[] = [];
  let behind = ',';
  for (VALUE.lastIndex = 0; behind === ',';) {
    const found = VALUE.exec(text);
    if (!found) {
      return undefined;
    }
    const [, quoted, plain = '', end] = found;
    if (quoted === undefined && plain.trim() === '') {
      return undefined;
    }
    values.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    behind = end!;
  }
  return values;
}
