import { Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import type { PoolConfig } from 'pg';
import type { Config } from '../../config/config.js';
import type { Probe } from '../connection/probe.js';
import { Replica, type ReplicaStatus } from './replica.js';
import { WalHistory } from './wal-history.js';

/** How often (ms) the primary and each fit replica are looked at. */
const EVERY = 500;

/** The longest time (ms) after which a replica that is away is looked at again. */
const AT_MOST = 8_000;

const POSITION = `select (pg_current_wal_lsn() - '0/0'::pg_lsn)::float8 as position`;

/**
 * The read replicas, looked at all the time: one that fails, is silent or falls behind is left out until it is well.
 * Nothing waits for that, neither the start nor any request.
 */
export class Replicas {
  readonly #logger = new Logger('Replicas');
  readonly #history = new WalHistory();
  readonly #replicas: Replica[];
  readonly #closing = new AbortController();
  #watching: Promise<unknown> = Promise.resolve();

  /**
   * @param primary answers where its log stands
   * @param types the parsers of the primary's pool
   */
  constructor(
    config: Config,
    private readonly primary: Probe,
    types: PoolConfig['types'],
  ) {
    this.#replicas = config.DATABASE_REPLICA_URLS.map((url) => new Replica(url, config, types));
  }

  /** Looks at primary and replicas from now on; until then none is used. */
  watch(): void {
    this.#watching = Promise.all([
      this.#watchPrimary(),
      ...this.#replicas.map((replica) => this.#watch(replica)),
    ]);
  }

  /** Any replica that is fit and has replayed the primary's log up to `position`. */
  pick(position: number): Replica | undefined {
    const fit = this.#replicas.filter((replica) => replica.serves(position));
    return fit[Math.floor(Math.random() * fit.length)];
  }

  get status(): ReplicaStatus[] {
    return this.#replicas.map((replica) => replica.status);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#replicas.map((replica) => replica.close()));
    await this.#watching;
  }

  async #watchPrimary(): Promise<void> {
    for (let open = true; open; open = await this.#wait(EVERY)) {
      try {
        const [row] = await this.primary.query<{ position: number }>(POSITION);
        this.#history.note(row!.position, performance.now());
      } catch {
        // Its own check tells of a primary that is away; lag is judged by what was seen of it.
      }
    }
  }

  /** Looks often while the replica is fit; else less and less often, and not in step with other processes. */
  async #watch(replica: Replica): Promise<void> {
    let failures = 0;
    let wasUsed: boolean | undefined;
    for (let open = true; open; open = await this.#wait(delayAfter(failures))) {
      const used = await replica.look(this.#history);
      failures = used ? 0 : failures + 1;
      if (used !== wasUsed && !this.#closing.signal.aborted) {
        this.#logger[used ? 'log' : 'warn'](
          used ? `Replica ${replica.name} is used` : `Replica ${replica.name} is left out: ${replica.reason}`,
        );
      }
      wasUsed = used;
    }
  }

  /** @returns false once the replicas are being closed */
  async #wait(ms: number): Promise<boolean> {
    await pause(ms, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
    return !this.#closing.signal.aborted;
  }
}

function delayAfter(failures: number): number {
  const delay = Math.min(EVERY * 2 ** Math.max(0, failures - 1), AT_MOST);
  return failures === 0 ? EVERY : delay * (0.5 + Math.random() / 2);
}
