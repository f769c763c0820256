import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerStorage } from '@nestjs/throttler';
import { Config } from '../../config/config.js';
import { MemoryCounts } from './memory-counts.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { RateLimiter } from './rate-limiter.js';
import { RedisCounts } from './redis-counts.js';

/**
 * Rate limits, counted in Redis if `REDIS_URL` is set, else by each process for itself. Import it before every module
 * that has a global guard: whoever is over the limit costs nothing more.
 */
@Module({
  providers: [
    {
      provide: ThrottlerStorage,
      inject: [Config],
      useFactory: (config: Config) =>
        config.REDIS_URL ? new RedisCounts(config.REDIS_URL) : new MemoryCounts(),
    },
    RateLimiter,
    { provide: APP_GUARD, useClass: RateLimitGuard },
  ],
  exports: [RateLimiter],
})
export class RateLimitModule {}
