import { type Count, countOf, type Counts } from './count.js';

interface Window {
  hits: number;
  endsAt: number;
}

/** More clients than this in one window push the oldest out; each takes about 200 bytes. */
const MAX_KEYS = 100_000;

/**
 * Counts in the memory of this process, in fixed windows. A hit costs the same whatever the number of clients or hits:
 * there is no timer, and ended windows leave as new ones come, since the map keeps them in the order of their start.
 */
export class MemoryCounts implements Counts {
  readonly #windows = new Map<string, Window>();

  /** @param maxKeys how many clients are counted at once */
  constructor(private readonly maxKeys = MAX_KEYS) {}

  /** @param ttl the length of a window in milliseconds, the same in every call */
  increment(key: string, ttl: number, limit: number): Promise<Count> {
    const now = performance.now();
    const window = this.#current(key, now) ?? this.#open(key, now, ttl);
    window.hits += 1;
    return Promise.resolve(countOf(window.hits, window.endsAt - now, limit));
  }

  /** The count of a key without another hit; undefined if it has none. */
  peek(key: string, limit: number): Count | undefined {
    const now = performance.now();
    const window = this.#current(key, now);
    return window && countOf(window.hits, window.endsAt - now, limit);
  }

  forget(key: string): Promise<void> {
    this.#windows.delete(key);
    return Promise.resolve();
  }

  /** How many clients are being counted. */
  get size(): number {
    return this.#windows.size;
  }

  #current(key: string, now: number): Window | undefined {
    const window = this.#windows.get(key);
    return window && window.endsAt > now ? window : undefined;
  }

  #open(key: string, now: number, ttl: number): Window {
    this.#windows.delete(key);
    this.#dropTwoEnded(now);
    const window = { hits: 0, endsAt: now + ttl };
    this.#windows.set(key, window);
    return window;
  }

  /** Two for one, so that a wave of clients is forgotten faster than it came. */
  #dropTwoEnded(now: number): void {
    let left = 2;
    for (const [key, { endsAt }] of this.#windows) {
      if (left-- === 0 || (endsAt > now && this.#windows.size < this.maxKeys)) {
        return;
      }
      this.#windows.delete(key);
    }
  }
}
