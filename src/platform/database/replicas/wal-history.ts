/** Samples are kept for as long (ms) as a replica may be late and still be judged exactly. */
const KEPT = 60_000;

/**
 * Where the primary's write-ahead log stood at which moment, as this process saw it; so the lag of a replica is a time
 * that needs no clock but the own one, and that does not grow while nothing is written.
 */
export class WalHistory {
  #samples: { position: number; seenAt: number }[] = [];

  /**
   * @param position of the primary's log, in bytes
   * @param now in ms, of a clock that never goes back
   */
  note(position: number, now: number): void {
    const last = this.#samples.at(-1);
    if (last && position < last.position) {
      // Another primary, which has never seen the end of the old one's log.
      this.#samples = [];
    }
    this.#samples.push({ position, seenAt: now });
    const first = this.#samples.findIndex(({ seenAt }) => seenAt > now - KEPT);
    this.#samples.splice(0, Math.max(0, first - 1));
  }

  /**
   * How old (ms) the oldest thing is that a replica has not replayed, at most. Infinity before the replica has reached
   * the first position that was seen.
   */
  lagOf(replayed: number, now: number): number {
    const ahead = this.#samples.findIndex(({ position }) => position > replayed);
    if (ahead === -1) return 0;
    return ahead === 0 ? Infinity : now - this.#samples[ahead - 1]!.seenAt;
  }
}
