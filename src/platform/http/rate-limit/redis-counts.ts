import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type CommandParser, createClient, defineScript } from '@redis/client';
import { createHmac } from 'node:crypto';
import { inTime } from '../../context/in-time.js';
import { type Count, countOf, type Counts } from './count.js';
import { MemoryCounts } from './memory-counts.js';

const PREFIX = 'strata:rate:';

/** A request never waits longer for Redis; the next ones for a while not at all. */
const MAX_WAIT_MS = 250;
const PAUSE_MS = 1_000;
const LOG_EVERY_MS = 60_000;

/** Counts one hit and starts the window with the first, in one step. Gives the hits so far, and the milliseconds left. */
const HIT = defineScript({
  NUMBER_OF_KEYS: 1,
  SCRIPT: `
    local hits = redis.call('INCR', KEYS[1])
    local left = redis.call('PTTL', KEYS[1])
    if left < 0 then
      redis.call('PEXPIRE', KEYS[1], ARGV[1])
      left = tonumber(ARGV[1])
    end
    return { hits, left }`,
  parseCommand: (parser: CommandParser, key: string, ttl: number) => {
    parser.pushKey(key);
    parser.push(String(ttl));
  },
  transformReply: (reply: unknown) => {
    const [hits, left] = reply as [number, number];
    return { hits, left };
  },
});

function connect(url: string) {
  return createClient({
    url,
    RESP: 2,
    disableOfflineQueue: true,
    scripts: { hit: HIT },
    socket: {
      connectTimeout: 2_000,
      reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, 2_000),
    },
  });
}

/**
 * Counts in Redis, for all processes together, in fixed windows. While Redis is away each server counts for itself; the
 * log says so, once a minute. Redis gets a keyed digest of whom a count is for: no address and no e-mail.
 */
export class RedisCounts implements Counts, OnApplicationShutdown {
  readonly #logger = new Logger('RateLimit');
  readonly #client: ReturnType<typeof connect>;
  /** Until the first connection is there, or has failed. */
  #connecting?: Promise<unknown>;
  #pausedUntil = 0;
  #nextLogAt = 0;

  /**
   * Starts to connect, and does not wait for it.
   *
   * @param url `redis://…` or `rediss://…`
   * @param digestKey makes the names of the counts; the same in all processes that share them
   * @param ownCounts where counts are kept while Redis is away
   */
  constructor(
    url: string,
    private readonly digestKey: Buffer,
    private readonly ownCounts: Counts = new MemoryCounts(),
  ) {
    this.#client = connect(url);
    this.#client.on('error', (error: Error) => this.#noteAway(error));
    this.#connecting = this.#client.connect().then(
      () => (this.#connecting = undefined),
      (error: unknown) => this.#noteAway(error),
    );
  }

  async increment(key: string, ttl: number): Promise<Count> {
    if (performance.now() < this.#pausedUntil) {
      return this.ownCounts.increment(key, ttl);
    }
    try {
      const { hits, left } = await inTime(this.#hit(this.#nameOf(key), ttl), MAX_WAIT_MS, 'Redis');
      return countOf(hits, left);
    } catch (error) {
      this.#pausedUntil = performance.now() + PAUSE_MS;
      this.#noteAway(error);
      return this.ownCounts.increment(key, ttl);
    }
  }

  async #hit(key: string, ttl: number): Promise<{ hits: number; left: number }> {
    await this.#connecting;
    return this.#client.hit(key, ttl);
  }

  async forget(key: string): Promise<void> {
    await this.ownCounts.forget(key);
    try {
      await inTime(this.#client.del(this.#nameOf(key)), MAX_WAIT_MS, 'Redis');
    } catch (error) {
      this.#noteAway(error);
    }
  }

  onApplicationShutdown(): void {
    this.#client.destroy();
  }

  #nameOf(key: string): string {
    return PREFIX + createHmac('sha256', this.digestKey).update(key).digest('base64url');
  }

  #noteAway(error: unknown): void {
    this.#connecting = undefined;
    const now = performance.now();
    if (now >= this.#nextLogAt) {
      this.#nextLogAt = now + LOG_EVERY_MS;
      this.#logger.warn({ err: error }, 'Redis is away: each server counts for itself until it is back');
    }
  }
}
