/** How far a clock may be behind the last mark and still be the same clock, not one that was set back. */
const SAME_CLOCK_MS = 1000;

let last = 0;

/**
 * The moment of a deletion. No two deletions of this process have the same one, so that a line which was deleted on its own
 * does not come back with its order, however soon that followed.
 */
export function deletionMark(): Date {
  const now = Date.now();
  last = now > last || now < last - SAME_CLOCK_MS ? now : last + 1;
  return new Date(last);
}
