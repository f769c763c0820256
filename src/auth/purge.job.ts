import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { v7 as uuidv7 } from 'uuid';
import { runAsSystem } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import { purge } from '../platform/database/purge.js';
import { SessionsService } from '../sessions/sessions.service.js';
import { MailLinksService } from '../mail-links/mail-links.service.js';

const EVERY_MS = 15 * 60_000;

/**
 * Removes sessions and tokens of mails that have ended. They are refused without that; it only keeps the tables small.
 * Of several processes one removes at a time.
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
        const expired = await this.#purge('sessions', (limit) => this.sessions.purgeExpired(limit));
        const idle = await this.#purge('sessions', (limit) => this.sessions.purgeIdle(limit));
        const tokens = await this.#purge('mail tokens', (limit) => this.links.purge(limit));
        this.#logger.debug({ sessions: expired + idle, mail_tokens: tokens }, 'Removed what has expired');
      } catch (err) {
        this.#logger.warn({ err }, 'Expired sessions were not removed; the next run tries again');
      }
    });
  }

  #purge(what: string, remove: (limit: number) => Promise<number>): Promise<number> {
    return purge(this.database, what, remove, () => this.#stopped);
  }
}
