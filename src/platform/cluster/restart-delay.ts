/** A worker that has served for so long (ms) was well: its end is the first of a new count. */
const WELL_AFTER = 60_000;

/** The longest pause (ms) before a worker is started again. */
const LONGEST = 30_000;

/** How long to wait before a worker is started again: not at all at first, then longer each time that it ends soon. */
export class RestartDelay {
  #endings = 0;

  /**
   * @param served how long (ms) the worker served before it ended
   * @returns milliseconds
   */
  after(served: number): number {
    this.#endings = served >= WELL_AFTER ? 1 : this.#endings + 1;
    return this.#endings === 1 ? 0 : Math.min(500 * 2 ** (this.#endings - 1), LONGEST);
  }
}
