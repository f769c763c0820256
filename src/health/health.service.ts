import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.js';
import { pendingMigrations } from '../database/migrations.js';
import { OpenDatabase } from '../database/open-database.js';

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
export class HealthService implements BeforeApplicationShutdown {
  readonly #logger = new Logger(HealthService.name);
  #stopping = false;

  constructor(
    private readonly database: Database,
    private readonly opened: OpenDatabase,
  ) {}

  beforeApplicationShutdown(): void {
    this.#stopping = true;
  }

  async readiness(): Promise<Readiness> {
    const checks: Record<string, CheckResult> = this.#stopping ? { shutdown: { status: 'error' } } : {};
    const startedAt = performance.now();
    const database = await this.#check(
      'database',
      async () => (await this.database.query('select 1')).length === 1,
    );
    checks.database = { ...database, latency_ms: Math.round((performance.now() - startedAt) * 10) / 10 };
    checks.migrations = await this.#check(
      'migrations',
      async () => (await pendingMigrations(this.opened.orm)).length === 0,
    );
    const ok = Object.values(checks).every(({ status }) => status === 'ok');
    return { status: ok ? 'ok' : 'error', checks };
  }

  async #check(name: string, work: () => Promise<boolean>): Promise<CheckResult> {
    try {
      return { status: (await work()) ? 'ok' : 'error' };
    } catch (error) {
      this.#logger.warn({ err: error }, `The ${name} check failed`);
      return { status: 'error' };
    }
  }
}
