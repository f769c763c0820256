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

/** A mail that is about to be sent. */
export interface Outgoing {
  mail: Mail;
  /** Undoes what the mail was to tell of, when it cannot be sent. */
  onGivenUp?: () => Promise<void>;
}

/** Makes a mail, when it is about to be sent; undefined if there is none to send after all. */
export type Compose = () => Promise<Outgoing | undefined>;

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
    let outgoing: Outgoing | undefined;
    for (let attempt = 0; ; attempt++) {
      try {
        outgoing ??= await compose();
        if (outgoing) {
          await this.transport.send(outgoing.mail);
        }
        return;
      } catch (error) {
        const wait = RETRY_AFTER_MS[attempt];
        if (wait === undefined || this.#stopping.signal.aborted || isRefusal(error)) {
          this.#logger.error(reasonOf(error), 'A mail was given up');
          await this.#giveUp(outgoing);
          return;
        }
        this.#logger.warn({ ...reasonOf(error), retry_in_ms: wait }, 'A mail was not sent; trying again');
        await pause(wait, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }

  async #giveUp(outgoing: Outgoing | undefined): Promise<void> {
    try {
      await outgoing?.onGivenUp?.();
    } catch (err) {
      this.#logger.warn({ err }, 'What a mail was to tell of was not undone');
    }
  }
}

/** What the mail server answered, if it was the server that did not take the mail. */
function answerOf(error: unknown): number | undefined {
  return (error as { responseCode?: number }).responseCode;
}

/** Whether the server will never take the mail (RFC 5321, 4.2.1). */
function isRefusal(error: unknown): boolean {
  return (answerOf(error) ?? 0) >= 500;
}

/** What the log tells. The text of a server's answer names the recipient, so its code has to do. */
function reasonOf(error: unknown): object {
  const answer = answerOf(error);
  return answer === undefined
    ? { err: error }
    : { smtp_code: answer, code: (error as { code?: string }).code };
}
