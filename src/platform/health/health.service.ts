import { Injectable, Logger } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { Database } from '../database/database.js';
import { pendingMigrations, unknownMigrations } from '../database/migrations.js';
import { OpenDatabase } from '../database/open-database.js';

/** A probe wants an answer: a check that takes longer (ms) has failed. */
const CHECK_LIMIT = 1_800;

const NEWER = 'The database is newer than this version: it has migrations that this version does not know';

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
    const database = await this.#check('database', () => this.#answers());
    checks.database = { ...database, latency_ms: Math.round((performance.now() - startedAt) * 10) / 10 };
    checks.migrations =
      database.status === 'ok'
        ? await this.#check('migrations', () => this.#isMigrated())
        : { status: 'error' };
    const ok = Object.values(checks).every(({ status }) => status === 'ok');
    return { status: ok ? 'ok' : 'error', checks };
  }

  async #answers(): Promise<CheckResult> {
    const rows = await this.database.query('select 1');
    return { status: rows.length === 1 ? 'ok' : 'error' };
  }

  /** A newer database is no reason to stop: while versions change over, the old one goes on. */
  async #isMigrated(): Promise<CheckResult> {
    const pending = await pendingMigrations(this.opened.orm);
    const unknown = await unknownMigrations(this.opened.orm);
    return { status: pending.length === 0 ? 'ok' : 'error', ...(unknown.length > 0 && { note: NEWER }) };
  }

  async #check(name: string, work: () => Promise<CheckResult>): Promise<CheckResult> {
    const over = new AbortController();
    const late = pause(CHECK_LIMIT, undefined, { signal: over.signal }).then(() => {
      throw new Error(`No answer within ${CHECK_LIMIT} ms`);
    });
    try {
      return await Promise.race([work(), late]);
    } catch (error) {
      this.#logger.warn({ err: error }, `The ${name} check failed`);
      return { status: 'error' };
    } finally {
      over.abort();
    }
  }
}
