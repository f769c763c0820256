import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { Database } from '../database/database.js';
import { pendingMigrations } from '../database/migrations.js';
import { OpenDatabase } from '../database/open-database.js';

/** A probe wants an answer: a check that takes longer (ms) has failed. */
const CHECK_LIMIT = 1_800;

/** The outcome of one check; `latency_ms` is how long the answer took. */
export interface CheckResult {
  status: 'ok' | 'error';
  latency_ms?: number;
}

export interface Readiness {
  status: 'ok' | 'error';
  checks: Record<string, CheckResult>;
}

/** Tells whether this process can serve: not while the database is away, migrations are pending, or it is stopping. */
@Injectable()
export class HealthService {
  readonly #logger = new Logger(HealthService.name);

  constructor(
    private readonly database: Database,
    private readonly opened: OpenDatabase,
  ) {}

  /** @param stopping whether the server has begun to stop */
  async readiness(stopping: boolean): Promise<Readiness> {
    const checks: Record<string, CheckResult> = stopping ? { shutdown: { status: 'error' } } : {};
    const startedAt = performance.now();
    const database = await this.#check(
      'database',
      async () => (await this.database.query('select 1')).length === 1,
    );
    checks.database = { ...database, latency_ms: Math.round((performance.now() - startedAt) * 10) / 10 };
    checks.migrations =
      database.status === 'ok'
        ? await this.#check('migrations', () => this.#isMigrated())
        : { status: 'error' };
    const ok = Object.values(checks).every(({ status }) => status === 'ok');
    return { status: ok ? 'ok' : 'error', checks };
  }

  async #isMigrated(): Promise<boolean> {
    return (await pendingMigrations(this.opened.orm)).length === 0;
  }

  async #check(name: string, work: () => Promise<boolean>): Promise<CheckResult> {
    const over = new AbortController();
    const late = pause(CHECK_LIMIT, undefined, { signal: over.signal }).then(() => {
      throw new Error(`No answer within ${CHECK_LIMIT} ms`);
    });
    try {
      return { status: (await Promise.race([work(), late])) ? 'ok' : 'error' };
    } catch (error) {
      this.#logger.warn({ err: error }, `The ${name} check failed`);
      return { status: 'error' };
    } finally {
      over.abort();
    }
  }
}
