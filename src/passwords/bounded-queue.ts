import { UnavailableError } from '../platform/errors/errors.js';

/** Runs a bounded number of works at once; a bounded number waits; all others are refused. */
export class BoundedQueue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly maxWaiting: number,
  ) {}

  /** @throws UnavailableError at once if too many wait already */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.atOnce) {
      this.#running++;
    } else if (this.#waiting.length < this.maxWaiting) {
      // Whoever finishes hands its place over, so that nobody can slip in between.
      await new Promise<void>((start) => this.#waiting.push(start));
    } else {
      throw new UnavailableError({ retryAfter: 1 });
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) {
        next();
      } else {
        this.#running--;
      }
    }
  }
}
