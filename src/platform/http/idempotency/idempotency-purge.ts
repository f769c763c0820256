import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { IdempotencyKeys } from './idempotency-keys.js';

const EVERY_MS = 3_600_000;

/** Removes expired keys once an hour; of several processes one removes at a time. */
@Injectable()
export class IdempotencyPurge {
  readonly #logger = new Logger('Idempotency');

  constructor(private readonly keys: IdempotencyKeys) {}

  @Interval('purge-idempotency-keys', EVERY_MS)
  async run(): Promise<void> {
    const purged = await this.keys.purge();
    if (purged > 0) {
      this.#logger.log(`Removed ${purged} expired idempotency keys`);
    }
  }
}
