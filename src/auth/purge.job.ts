import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { v7 as uuidv7 } from 'uuid';
import { runAsSystem } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { MailLinksService } from '../mail-links/mail-links.service.js';

const EVERY_MS = 15 * 60_000;

/** Rows in one statement: few enough to hold no lock for long. */
const BATCH = 1_000;

/**
 * Removes sessions and tokens of mails that have ended. They are refused without that; it only keeps the tables small.
 * Safe with several processes: each skips the rows that another one is removing.
 */
@Injectable()
export class PurgeJob implements OnModuleDestroy {
  readonly #logger = new Logger('Purge');
  #stopped = false;

  constructor(
    private readonly sessions: SessionsService,
    private readonly links: MailLinksService,
    private readonly database: Database,
  ) {}

  onModuleDestroy(): void {
    this.#stopped = true;
  }

  @Interval('purge-sessions', EVERY_MS)
  async run(): Promise<void> {
    await runAsSystem(uuidv7(), this.database, async () => {
      try {
        const sessions = await this.#all((limit) => this.sessions.purge(limit));
        const tokens = await this.#all((limit) => this.links.purge(limit));
        this.#logger.debug({ sessions, mail_tokens: tokens }, 'Removed what has expired');
      } catch (err) {
        this.#logger.warn({ err }, 'Expired sessions were not removed; the next run tries again');
      }
    });
  }

  async #all(purge: (limit: number) => Promise<number>): Promise<number> {
    let removed = 0;
    for (let batch = BATCH; batch === BATCH && !this.#stopped; removed += batch) {
      batch = await purge(BATCH);
    }
    return removed;
  }
}
