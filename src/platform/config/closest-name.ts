/** Longer names are no typing errors, and would cost time. */
const MAX_LENGTH = 64;

/**
 * The known name that a mistyped one most likely means: `displayName` means `display_name`, `quantitty` means
 * `quantity`.
 *
 * @returns undefined if no known name is close
 */
export function closestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > MAX_LENGTH) {
    return undefined;
  }
  const mistyped = plain(name);
  let least = Math.max(1, Math.floor(mistyped.length / 3)) + 1;
  let closest: string | undefined;
  for (const candidate of known) {
    const edits = distance(mistyped, plain(candidate), least);
    if (edits < least) {
      least = edits;
      closest = candidate;
    }
  }
  return closest;
}

/** A name without what is confused most often: case, underscores and hyphens. */
function plain(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}

/** Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`; `limit` if it takes that many or more. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) {
    return limit;
  }
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? before[j - 2]! + 1 : Infinity;
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same, swap));
    }
    before = last;
    last = row;
  }
  return Math.min(last[b.length]!, limit);
}
