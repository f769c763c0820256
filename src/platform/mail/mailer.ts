import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import type { Mail } from './mail.js';
import { MailTransport } from './mail-transport.js';

/** Pauses before the second and each later attempt, in milliseconds. */
const RETRY_AFTER_MS = [1_000, 5_000, 20_000, 60_000];

/** Mails on their way at once; more are given up, so that a dead mail server cannot fill the memory. */
const MAX_PENDING = 1_000;

/** The longest wait for mails at shutdown, in milliseconds. */
const MAX_DRAIN_MS = 5_000;

/** Makes a mail, when it is about to be sent; undefined if there is none to send after all. */
export type Compose = () => Promise<Mail | undefined>;

/**
 * Sends mails in the background: after the commit of the transaction that asked for one, several times if need be, and
 * never so that the request that caused it waits or fails.
 */
@Injectable()
export class Mailer implements BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #logger = new Logger('Mail');
  readonly #pending = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(
    private readonly transport: MailTransport,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /**
   * Sends a mail once the current transaction has committed, at once if there is none.
   *
   * @param compose runs again if it fails, outside of any transaction
   */
  send(compose: Compose): void {
    this.database.afterCommit(() => {
      if (this.#pending.size >= MAX_PENDING) {
        this.#logger.error('A mail was given up: too many are on their way');
        return;
      }
      const sending = this.#deliver(compose).finally(() => this.#pending.delete(sending));
      this.#pending.add(sending);
    });
  }

  /** Waits for the mails on their way; those that wait for another attempt get their last one now. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    await this.#drain();
  }

  /** Requests that were still in progress may have caused further mails. */
  async onApplicationShutdown(): Promise<void> {
    await this.#drain();
  }

  async #drain(): Promise<void> {
    const limit = Math.min(this.config.SHUTDOWN_TIMEOUT_MS, MAX_DRAIN_MS);
    const timer = new AbortController();
    await Promise.race([
      Promise.all(this.#pending),
      pause(limit, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
    if (this.#pending.size > 0) {
      this.#logger.error({ mails: this.#pending.size }, 'Mails were given up at shutdown');
    }
  }

  async #deliver(compose: Compose): Promise<void> {
    let mail: Mail | undefined;
    for (let attempt = 0; ; attempt++) {
      try {
        mail ??= await compose();
        if (mail) {
          await this.transport.send(mail);
        }
        return;
      } catch (err) {
        const wait = RETRY_AFTER_MS[attempt];
        if (wait === undefined || this.#stopping.signal.aborted) {
          this.#logger.error({ err }, 'A mail was given up');
          return;
        }
        this.#logger.warn({ err, retry_in_ms: wait }, 'A mail was not sent; trying again');
        await pause(wait, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }
}
