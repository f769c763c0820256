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

/** The longest wait for mails at shutdown, in milliseconds: less than the process waits for all that closes. */
const MAX_DRAIN_MS = 2_000;

/** A mail that is about to be sent. */
export interface Outgoing {
  mail: Mail;
  /** Undoes what the mail was to tell of, when it cannot be sent. */
  onGivenUp?: () => Promise<void>;
}

/** Makes a mail, when it is about to be sent; undefined if there is none to send after all. */
export type Compose = () => Promise<Outgoing | undefined>;

/** A mail on its way. */
interface Delivery {
  compose: Compose;
  /** The mail, once it is made. */
  outgoing?: Outgoing | undefined;
}

/**
 * Sends mails in the background: after the commit of the transaction that asked for one, several times if need be, and
 * never so that the request that caused it waits or fails.
 */
@Injectable()
export class Mailer implements BeforeApplicationShutdown, OnApplicationShutdown {
  readonly #logger = new Logger('Mail');
  /** What is on its way, and when it has arrived or was given up. */
  readonly #pending = new Map<Delivery, Promise<void>>();
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
      const delivery: Delivery = { compose };
      const sending = this.#deliver(delivery).finally(() => this.#pending.delete(delivery));
      this.#pending.set(delivery, sending);
    });
  }

  /** Waits for the mails on their way; those that wait for another attempt get their last one now. Gives up the rest. */
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
      Promise.all(this.#pending.values()),
      pause(limit, undefined, { signal: timer.signal }).catch(() => undefined),
    ]);
    timer.abort();
    if (this.#pending.size > 0) {
      this.#logger.error({ mails: this.#pending.size }, 'Mails were given up at shutdown');
      const givenUp = [...this.#pending.keys()];
      this.#pending.clear();
      await Promise.all(givenUp.map(({ outgoing }) => this.#giveUp(outgoing)));
    }
  }

  async #deliver(delivery: Delivery): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const isLast = this.#stopping.signal.aborted;
      try {
        delivery.outgoing ??= await delivery.compose();
        if (delivery.outgoing) {
          await this.transport.send(delivery.outgoing.mail);
        }
        return;
      } catch (error) {
        if (!this.#pending.has(delivery)) {
          return; // the shutdown has given it up
        }
        const wait = RETRY_AFTER_MS[attempt];
        if (wait === undefined || isLast || isRefusal(error)) {
          this.#logger.error(reasonOf(error), 'A mail was given up');
          await this.#giveUp(delivery.outgoing);
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

/** What nodemailer tells of a mail that the server did not take. */
interface SmtpError extends Error {
  code?: string;
  /** The command that failed: `CONN`, `RCPT TO`. */
  command?: string;
  /** What the server answered, if it did. */
  response?: string;
  /** The code of the answer, if it begins with one. */
  responseCode?: number;
}

/** Whether the server will never take the mail (RFC 5321, 4.2.1). */
function isRefusal(error: unknown): boolean {
  return ((error as SmtpError).responseCode ?? 0) >= 500;
}

/** What the log tells. The text of a server's answer may name the recipient, so its code and the command have to do. */
function reasonOf(error: unknown): object {
  const { code, command, response, responseCode } = error as SmtpError;
  return response === undefined ? { err: error } : { smtp_code: responseCode, code, command };
}
