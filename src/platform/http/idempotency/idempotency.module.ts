import { Global, Module } from '@nestjs/common';
import { IdempotencyKeys } from './idempotency-keys.js';
import { IdempotencyPurge } from './idempotency-purge.js';

/** What `@Idempotent()` needs, for the controllers of every module. */
@Global()
@Module({
  providers: [IdempotencyKeys, IdempotencyPurge],
  exports: [IdempotencyKeys],
})
export class IdempotencyModule {}
