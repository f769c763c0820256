import type { FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../errors/app-error.js';
import { ConflictError } from '../../errors/errors.js';
import { derivedHeaders } from '../answer-headers.js';
import type { IdempotencyKeys, KeyOwner, StoredAnswer } from './idempotency-keys.js';

/** A repetition waits so long for the first request, asking again ever more rarely. */
const MAX_WAIT_MS = 3_000;
const FIRST_PAUSE_MS = 25;
const MAX_PAUSE_MS = 400;

/**
 * A request that is carried out once, however often it is sent.
 *
 * The work and the record of its answer are one transaction, and the lock of the key ends with it. So there is no state
 * between "never happened" and "done and recorded": when the process or its connection dies, the database undoes the
 * work and frees the key by itself (a connection that is only silent, after `IDLE_IN_TRANSACTION_TIMEOUT_MS`), and a
 * client that saw no answer may send the request again whatever became of the first. The lock is an advisory one that
 * nobody waits for inside the database, so that repetitions hold no connection while they wait.
 */
export class IdempotentRequest {
  /**
   * @param fingerprint of the request, see `fingerprintOf`
   * @param hours for which the answer is kept
   */
  constructor(
    private readonly owner: KeyOwner,
    private readonly request: FastifyRequest,
    private readonly reply: FastifyReply,
    private readonly keys: IdempotencyKeys,
    private readonly fingerprint: string,
    private readonly hours: number,
  ) {}

  /**
   * Carries the request out, or gives the answer that it had.
   *
   * @param work what the route does; a throw undoes it and frees the key
   * @throws AppError IDEMPOTENCY_KEY_REUSED if the key was used for another request
   * @throws ConflictError if the same request is still in progress elsewhere
   */
  async once(work: () => Promise<unknown>): Promise<unknown> {
    const deadline = performance.now() + MAX_WAIT_MS;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(2 * wait, MAX_PAUSE_MS)) {
      const done = await this.keys.transaction(() => this.#attempt(work));
      if (done) {
        return done.answer;
      }
      if (performance.now() + wait > deadline) {
        throw new ConflictError({
          detail: 'A request with this Idempotency-Key is still in progress',
          headers: { 'retry-after': '1' },
        });
      }
      await pause(wait);
    }
  }

  /** @returns undefined if another request with this key is in progress */
  async #attempt(work: () => Promise<unknown>): Promise<{ answer: unknown } | undefined> {
    if (!(await this.keys.lock(this.owner))) {
      return undefined;
    }
    const stored = await this.keys.find(this.owner);
    if (stored) {
      return { answer: this.#replay(stored) };
    }
    const answer = await work();
    if (this.reply.statusCode < 300) {
      await this.keys.save(this.owner, this.#toStore(answer), this.hours);
    }
    return { answer };
  }

  /** The answer as it will leave the server: only what is documented, so no secret of the row. */
  #toStore(answer: unknown): StoredAnswer {
    return {
      fingerprint: this.fingerprint,
      status: this.reply.statusCode,
      headers: derivedHeaders(answer, this.request),
      body: this.reply.serialize(answer) as string,
    };
  }

  #replay({ fingerprint, status, headers, body }: StoredAnswer): string {
    if (fingerprint !== this.fingerprint) {
      throw new AppError('IDEMPOTENCY_KEY_REUSED');
    }
    void this.reply
      .status(status)
      .headers({ ...headers, 'idempotency-replayed': 'true' })
      .type('application/json; charset=utf-8');
    return body;
  }
}
