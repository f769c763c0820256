import { Injectable, Logger } from '@nestjs/common';
import { Workers } from '../cluster/workers.js';
import { inTime } from '../context/in-time.js';
import { Database } from '../database/database.js';
import { pendingMigrations, unknownMigrations } from '../database/migrations.js';
import type { ReplicaStatus } from '../database/replicas/replica.js';
import { OpenDatabase } from '../database/open-database.js';

/** A probe wants an answer: a check that takes longer (ms) has failed. */
const CHECK_LIMIT = 1_800;

const NEWER = 'The database is newer than this version: it has migrations that this version does not know';

const STANDBY = 'This server is a standby, which takes no writes: DATABASE_URL has to lead to the primary';

/** The outcome of one check; `latency_ms` is how long the answer took. */
export interface CheckResult {
  status: 'ok' | 'error';
  latency_ms?: number;
  note?: string;
}

export interface Readiness {
  status: 'ok' | 'error';
  checks: Record<string, CheckResult>;
}

/** Replicas that are left out are told, but the primary stands in for them. */
function replicasCheck(all: ReplicaStatus[]): { replicas: CheckResult } {
  const used = all.filter(({ used }) => used).length;
  const note = `${used} of ${all.length} in use`;
  return { replicas: { status: used === all.length ? 'ok' : 'error', note } };
}

/** The server is ready when all of its workers serve. */
function workersCheck({ serving, role: { count } }: Workers): CheckResult {
  return { status: serving === count ? 'ok' : 'error', note: `${serving} of ${count} serve` };
}

/** Tells whether this process can serve: not while the database is away, migrations are pending, or it is stopping. */
@Injectable()
export class HealthService {
  readonly #logger = new Logger(HealthService.name);

  constructor(
    private readonly database: Database,
    private readonly opened: OpenDatabase,
    private readonly workers: Workers,
  ) {
    workers.primary?.answer({ serving: (count: number) => void (workers.serving = count) });
  }

  /** @param stopping whether the server has begun to stop */
  async readiness(stopping: boolean): Promise<Readiness> {
    const checks: Record<string, CheckResult> = stopping ? { shutdown: { status: 'error' } } : {};
    const startedAt = performance.now();
    const database = await this.#check('database', () => this.#answers());
    checks.database = { ...database, latency_ms: Math.round((performance.now() - startedAt) * 10) / 10 };
    checks.migrations =
      database.status === 'ok'
        ? await this.#check('migrations', () => this.#isMigrated())
        : { status: 'error' };
    if (this.workers.primary) {
      checks.workers = workersCheck(this.workers);
    }
    const replicas = this.opened.replicas?.status;
    const ok = Object.values(checks).every(({ status }) => status === 'ok');
    return { status: ok ? 'ok' : 'error', checks: { ...checks, ...(replicas && replicasCheck(replicas)) } };
  }

  async #answers(): Promise<CheckResult> {
    const { probe } = this.opened;
    if (!probe) {
      return { status: (await this.database.query('select 1')).length === 1 ? 'ok' : 'error' };
    }
    const [server] = await probe.query<{ standby: boolean }>('select pg_is_in_recovery() as standby');
    return server!.standby ? { status: 'error', note: STANDBY } : { status: 'ok' };
  }

  /** A newer database is no reason to stop: while versions change over, the old one goes on. */
  async #isMigrated(): Promise<CheckResult> {
    const { orm, probe } = this.opened;
    const query = probe && (<R extends object>(text: string) => probe.query<R>(text));
    const pending = await pendingMigrations(orm, query);
    const unknown = await unknownMigrations(orm, query);
    return { status: pending.length === 0 ? 'ok' : 'error', ...(unknown.length > 0 && { note: NEWER }) };
  }

  async #check(name: string, work: () => Promise<CheckResult>): Promise<CheckResult> {
    try {
      return await inTime(work(), CHECK_LIMIT);
    } catch (error) {
      this.#logger.warn({ err: error }, `The ${name} check failed`);
      return { status: 'error' };
    }
  }
}
