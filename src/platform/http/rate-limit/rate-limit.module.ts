import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { Config } from '../../config/config.js';
import type { Counts } from './count.js';
import { MemoryCounts } from './memory-counts.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { RateLimiter, WINDOW_MS } from './rate-limiter.js';

/**
 * Rate limits, counted in Redis if `REDIS_URL` is set, else by each process for itself. Import it before every module
 * that has a global guard: whoever is over the limit costs nothing more.
 */
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [Config],
      useFactory: async (config: Config) => ({
        storage: await countsOf(config),
        throttlers: [{ ttl: WINDOW_MS, limit: config.RATE_LIMIT_PER_MINUTE }],
      }),
    }),
  ],
  providers: [RateLimiter, { provide: APP_GUARD, useClass: RateLimitGuard }],
  exports: [RateLimiter],
})
export class RateLimitModule {}

/** The client of Redis takes a tenth of the start to load, so only those who use it load it. */
async function countsOf({ REDIS_URL }: Config): Promise<Counts> {
  if (!REDIS_URL) {
    return new MemoryCounts();
  }
  const { RedisCounts } = await import('./redis-counts.js');
  return new RedisCounts(REDIS_URL);
}
