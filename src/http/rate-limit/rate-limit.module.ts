import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { Config } from '../../config/config.js';
import { MemoryCounts } from './memory-counts.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { RateLimiter, WINDOW_MS } from './rate-limiter.js';
import { RedisCounts } from './redis-counts.js';

/**
 * Rate limits, counted in Redis if `REDIS_URL` is set, else by each process for itself. Import it before every module
 * that has a global guard: whoever is over the limit costs nothing more.
 */
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [Config],
      useFactory: (config: Config) => ({
        storage: config.REDIS_URL ? new RedisCounts(config.REDIS_URL) : new MemoryCounts(),
        throttlers: [{ ttl: WINDOW_MS, limit: config.RATE_LIMIT_PER_MINUTE }],
      }),
    }),
  ],
  providers: [RateLimiter, { provide: APP_GUARD, useClass: RateLimitGuard }],
  exports: [RateLimiter],
})
export class RateLimitModule {}
