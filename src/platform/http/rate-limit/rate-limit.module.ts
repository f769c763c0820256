import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Workers } from '../../cluster/workers.js';
import { Config } from '../../config/config.js';
import { deploymentKey } from '../../config/deployment-key.js';
import type { Counts } from './count.js';
import { MemoryCounts } from './memory-counts.js';
import { PrimaryCounts } from './primary-counts.js';
import { COUNTS, RateLimiter } from './rate-limiter.js';
import { TriesGuard } from './tries.guard.js';

/** Rate limits, counted in Redis if `REDIS_URL` is set, else by each server for itself, all its workers together. */
@Module({
  providers: [
    { provide: COUNTS, inject: [Config, Workers], useFactory: countsOf },
    RateLimiter,
    { provide: APP_GUARD, useClass: TriesGuard },
  ],
  exports: [RateLimiter],
})
export class RateLimitModule {}

/** The client of Redis takes a tenth of the start to load, so only those who use it load it. */
async function countsOf(config: Config, { primary }: Workers): Promise<Counts> {
  const own = primary ? new PrimaryCounts(primary) : new MemoryCounts();
  if (!config.REDIS_URL) {
    return own;
  }
  const { RedisCounts } = await import('./redis-counts.js');
  return new RedisCounts(config.REDIS_URL, deploymentKey(config, 'rate limits'), own);
}
