import { Injectable } from '@nestjs/common';
import argon2 from 'argon2';
import { Config } from '../platform/config/config.js';
import type { FieldError } from '../platform/errors/app-error.js';
import { ValidationError } from '../platform/errors/errors.js';
import { argon2Parameters, dummyHash, paddingFor } from './argon2-parameters.js';
import { BoundedQueue } from './bounded-queue.js';
import { weaknessOf } from './weakness.js';

/** Hashes that wait for each one that is computed: with 25 ms a hash the last one waits less than half a second. */
const WAITING_PER_SLOT = 16;

/**
 * Hashes and verifies passwords with Argon2id. A bounded number is computed at once, since each takes a thread and
 * `ARGON2_MEMORY_KIB` of memory; a few wait; more are refused, so that a flood of logins starves nobody else.
 */
@Injectable()
export class PasswordsService {
  readonly #parameters: ReturnType<typeof argon2Parameters>;
  readonly #dummy: string;
  readonly #queue: BoundedQueue;

  constructor(private readonly config: Config) {
    this.#parameters = argon2Parameters(config);
    this.#dummy = dummyHash(config);
    this.#queue = new BoundedQueue(config.ARGON2_CONCURRENCY, config.ARGON2_CONCURRENCY * WAITING_PER_SLOT);
  }

  /**
   * Refuses passwords that are easy to guess. Their length is checked with the other fields.
   *
   * @param owner whose password it is to be: guessers try what they know of somebody
   * @param loc the field to blame
   * @throws ValidationError that tells what makes it so
   */
  async check(
    password: string,
    { email, display_name }: { email: string; display_name: string },
    loc: FieldError['loc'],
  ): Promise<void> {
    const plain = normalise(password);
    if (plain.toLowerCase() === email.toLowerCase()) {
      throw ValidationError.of(loc, 'password_is_email', 'Choose a password that is not your e-mail');
    }
    const weakness = await weaknessOf(plain, [email, display_name, this.config.APP_NAME]);
    if (weakness) {
      throw ValidationError.of(loc, weakness.type, weakness.msg);
    }
  }

  /**
   * @returns the hash in PHC format
   * @throws UnavailableError if too many hashes are being computed
   */
  async hash(password: string): Promise<string> {
    return this.#queue.run(() => argon2.hash(normalise(password), this.#parameters));
  }

  /**
   * Whether a password belongs to a hash. Takes as long without a hash, and is false then. A wrong password takes as long
   * with a hash that was made with cheaper parameters than the current ones: what they are short of is spent besides.
   *
   * @throws UnavailableError as `hash`
   */
  async verify(hash: string | undefined, password: string): Promise<boolean> {
    return this.#queue.run(async () => {
      const text = normalise(password);
      const verified = await argon2.verify(hash ?? this.#dummy, text);
      const missing = !verified && hash !== undefined && paddingFor(hash, this.#parameters);
      if (missing) {
        await argon2.hash(text, missing);
      }
      return verified;
    });
  }

  /** Whether a hash was made with other parameters than the current ones. */
  needsRehash(hash: string): boolean {
    return argon2.needsRehash(hash, this.#parameters);
  }
}

/** The same text whatever the keyboard composed it from (NIST SP 800-63B, 3.1.1.2), without blanks around. */
function normalise(password: string): string {
  return password.trim().normalize('NFKC');
}
