import pg from 'pg';
import type { Socket } from 'node:net';
import type { Config } from '../../config/config.js';
import { poolOptions, tendPool } from '../connection/pool-options.js';
import { Probe } from '../connection/probe.js';
import type { WalHistory } from './wal-history.js';

/** A replica answers with this; `replayed` is a position of the primary's log, in bytes. */
const ASK = `select pg_is_in_recovery() as standby, (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::float8 as replayed`;

/** How long (ms) a replica on which a statement failed rests at least, and at most. */
const REST = [2_000, 4_000] as const;

/** How long (ms) a read may wait for a connection; the primary can answer it too. */
const CONNECT = 1_000;

/** A read that a replica could not answer, and the primary may. */
export class ReplicaFailure extends Error {
  /** @param lost whether the replica itself is to blame, not the statement */
  constructor(
    cause: unknown,
    readonly lost: boolean,
  ) {
    super('A replica did not answer', { cause });
    this.name = 'ReplicaFailure';
  }
}

/** How a replica is, for readiness and metrics. */
export interface ReplicaStatus {
  /** Host and port. */
  name: string;
  used: boolean;
  /** Milliseconds; Infinity while nothing is known. */
  lag: number;
  /** Reads that it has answered. */
  reads: number;
  /** Reads that it began and the primary had to answer. */
  failures: number;
}

/** One read replica: its connections, and whether it is fit to be asked. */
export class Replica {
  readonly name: string;
  readonly #probe: Probe;
  readonly #pool: pg.Pool;
  readonly #clients = new Set<pg.PoolClient>();
  readonly #maxLag: number;
  #replayed = -1;
  #lag = Infinity;
  #answers = false;
  #trouble = 'it has not answered yet';
  #restsUntil = -Infinity;
  #reads = 0;
  #failures = 0;

  /** @param types the parsers of the primary's pool, so that a row reads the same wherever it comes from */
  constructor(url: string, config: Config, types: pg.PoolConfig['types']) {
    const { hostname, port } = new URL(url);
    this.name = `${hostname}:${port || '5432'}`;
    this.#maxLag = config.DATABASE_REPLICA_MAX_LAG_MS;
    this.#probe = new Probe(url, config);
    this.#pool = new pg.Pool({
      ...poolOptions(url, config).options,
      connectionTimeoutMillis: CONNECT,
      types,
    });
    tendPool(this.#pool, config);
    this.#pool.on('error', () => undefined);
    this.#pool.on('connect', (client) => {
      client.on('error', () => undefined);
      this.#clients.add(client);
    });
    this.#pool.on('remove', (client) => this.#clients.delete(client));
  }

  get pool(): pg.Pool {
    return this.#pool;
  }

  /** Why it is left out, in words for the log. */
  get reason(): string {
    if (!this.#answers) return this.#trouble;
    return this.#lag > this.#maxLag ? `it lags by ${Math.round(this.#lag)} ms` : this.#trouble;
  }

  get status(): ReplicaStatus {
    const { name } = this;
    return { name, used: this.#fit, lag: this.#lag, reads: this.#reads, failures: this.#failures };
  }

  /** @param position what a reader must see, in bytes of the primary's log */
  serves(position: number): boolean {
    return this.#fit && this.#replayed >= position;
  }

  /** Asks how it is. @returns whether it answered as a standby that keeps up */
  async look(history: WalHistory): Promise<boolean> {
    try {
      const [row] = await this.#probe.query<{ standby: boolean; replayed: number | null }>(ASK);
      this.#answers = row!.standby && row!.replayed !== null;
      this.#trouble = 'it is no standby';
      this.#replayed = row!.replayed ?? -1;
      this.#lag = this.#answers ? history.lagOf(this.#replayed, performance.now()) : Infinity;
    } catch (error) {
      this.#trouble = (error as Error).message;
      this.#giveUp();
    }
    return this.#fit;
  }

  /** It has answered a read. */
  answered(): void {
    this.#reads++;
  }

  /** The primary had to answer a read. A replica that is lost rests for a while. */
  failed({ lost, cause }: ReplicaFailure): void {
    this.#failures++;
    if (lost) {
      this.#trouble = (cause as Error).message;
      this.#restsUntil = performance.now() + REST[0] + Math.random() * (REST[1] - REST[0]);
    }
  }

  async close(): Promise<void> {
    this.#giveUp();
    await Promise.all([this.#probe.close(), this.#pool.end()]);
  }

  get #fit(): boolean {
    return this.#answers && this.#lag <= this.#maxLag && performance.now() >= this.#restsUntil;
  }

  /** Ends what waits for an answer, so that the primary can give it. */
  #giveUp(): void {
    this.#answers = false;
    this.#lag = Infinity;
    for (const client of this.#clients) {
      const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
      stream.destroy(new Error('The database gave no answer within the limit of time'));
    }
  }
}
