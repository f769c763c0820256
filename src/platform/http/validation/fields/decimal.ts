/**
 * Compares two decimal numbers (`-12.50`) exactly.
 *
 * @returns a negative number if `a` is less than `b`, 0 if they are equal, else a positive one
 */
export function compareDecimals(a: string, b: string): number {
  const scale = Math.max(fractionOf(a).length, fractionOf(b).length);
  const [left, right] = [scaled(a, scale), scaled(b, scale)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function fractionOf(decimal: string): string {
  return decimal.split('.')[1] ?? '';
}

/** The number times ten to the `scale`: `-12.5` with 2 is -1250. */
function scaled(decimal: string, scale: number): bigint {
  const [whole = ''] = decimal.split('.');
  return BigInt(whole + fractionOf(decimal).padEnd(scale, '0'));
}
