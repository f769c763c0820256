import { hash, randomBytes } from 'node:crypto';
import { type Count, countOf, type Counts } from './count.js';

interface Window {
  hits: number;
  endsAt: number;
}

/** Clients that have a window of their own at once; each takes about 200 bytes. */
const MAX_KEYS = 100_000;

/** Windows that all further clients share. */
const SHARED = 65_536;

/**
 * Counts in the memory of this process, in fixed windows. A hit costs the same whatever the number of clients or hits:
 * there is no timer, and ended windows leave as new ones come, since the map keeps them in the order of their start.
 *
 * No window is given up before its end: else whoever floods the server with made-up clients could wipe out what was
 * counted for a real one. When there are too many, further ones share windows, by a hash that nobody can foresee.
 */
export class MemoryCounts implements Counts {
  readonly #windows = new Map<string, Window>();
  readonly #shared = new Map<number, Window>();
  readonly #seed = randomBytes(16).toString('base64url');

  /** @param maxKeys how many clients have a window of their own at once */
  constructor(private readonly maxKeys = MAX_KEYS) {}

  increment(key: string, ttl: number): Promise<Count> {
    const now = performance.now();
    const window = this.#current(key, now) ?? this.#open(key, now, ttl);
    window.hits += 1;
    return Promise.resolve(countOf(window.hits, window.endsAt - now));
  }

  /** What several clients share stays: it may be somebody else's. */
  forget(key: string): Promise<void> {
    this.#windows.delete(key);
    return Promise.resolve();
  }

  /** How many clients have a window of their own. */
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
    if (this.#windows.size < this.maxKeys) {
      this.#windows.set(key, window);
      return window;
    }
    return this.#share(key, window, now);
  }

  #share(key: string, fresh: Window, now: number): Window {
    const slot = hash('sha256', this.#seed + key, 'buffer').readUInt32BE() % SHARED;
    const present = this.#shared.get(slot);
    if (present && present.endsAt > now) {
      return present;
    }
    this.#shared.set(slot, fresh);
    return fresh;
  }

  /** Two for one, so that a wave of clients is forgotten faster than it came. */
  #dropTwoEnded(now: number): void {
    let left = 2;
    for (const [key, { endsAt }] of this.#windows) {
      if (left-- === 0 || endsAt > now) {
        return;
      }
      this.#windows.delete(key);
    }
  }
}
