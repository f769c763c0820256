import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import type { Logger } from 'pino';
import { AuthModule } from './auth/auth.module.js';
import './config-keys.js';
import { Workers } from './platform/cluster/workers.js';
import { WorkersModule } from './platform/cluster/workers.module.js';
import { ConfigModule } from './platform/config/config.module.js';
import type { Config } from './platform/config/config.js';
import { DatabaseModule } from './platform/database/database.module.js';
import type { OpenDatabase } from './platform/database/open-database.js';
import { HealthModule } from './platform/health/health.module.js';
import { HttpModule } from './platform/http/http.module.js';
import { UnreadInputModule } from './platform/http/validation/unread-input.module.js';
import { IdempotencyModule } from './platform/http/idempotency/idempotency.module.js';
import { RateLimitModule } from './platform/http/rate-limit/rate-limit.module.js';
import { ItemsModule } from './items/items.module.js';
import { UsersModule } from './users/users.module.js';
import { LoggingModule } from './platform/logging/logging.module.js';
import { MetricsModule } from './platform/metrics/metrics.module.js';

/** Whatever a module can import. */
export type ModuleImport = NonNullable<ModuleMetadata['imports']>[number];

/** The application: what everything stands on, and the features. */
@Module({
  imports: [
    RateLimitModule,
    HttpModule,
    IdempotencyModule,
    HealthModule,
    AuthModule,
    UsersModule,
    ItemsModule,
    UnreadInputModule,
  ],
})
export class AppModule {
  /**
   * @param database an open database; it is closed with the application
   * @param logger that all lines go through
   * @param further modules besides the application's own
   * @param workers the processes that serve together
   */
  static forRoot(
    config: Config,
    database: OpenDatabase,
    logger: Logger,
    further: ModuleImport[] = [],
    workers = new Workers(),
  ): DynamicModule {
    const application: DynamicModule = {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        DatabaseModule.forRoot(database),
        LoggingModule.forRoot(logger),
        WorkersModule.forRoot(workers),
        jobsOf(workers),
        ...(config.METRICS_ENABLED ? [MetricsModule] : []),
      ],
    };
    return inOrder([application, ...further]);
  }
}

/** Runs what `@Cron()`, `@Interval()` and `@Timeout()` mark: in one of the processes that serve together. */
function jobsOf({ role: { runsJobs } }: Workers): DynamicModule {
  return ScheduleModule.forRoot({ cronJobs: runsJobs, intervals: runsJobs, timeouts: runsJobs });
}

/**
 * A module of modules. Nest takes global guards, filters and interceptors in the order of modules, and looks at what a
 * dynamic module imports before all else: so it gets these by metadata.
 */
function inOrder(imports: ModuleImport[]): DynamicModule {
  @Module({ imports })
  class RootModule {}
  return { module: RootModule };
}
