import type { Options } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import type { Config } from './src/config/config.js';
import { loadConfig } from './src/config/load-config.js';
import { currentContext } from './src/context/request-context.js';
import { embeddedOptions } from './src/database/embedded.options.js';
import { MigrationGenerator } from './src/database/migration-generator.js';
import { postgresOptions } from './src/database/postgres.options.js';
import { SOFT_DELETE, softDeleteFilter } from './src/database/soft-delete.filter.js';
import { ColumnNamingStrategy } from './src/database/naming-strategy.js';

/** MikroORM's options, as `MikroORM.init` takes them. */
type DatabaseOptions = Partial<Options>;

/**
 * The one place that says which database: the application, the command line and the tests all read it.
 *
 * @param config decides by `DATABASE_URL`: a PostgreSQL server if set, else the embedded one in `DATABASE_DIR`
 */
export async function mikroOrmConfig(config: Config): Promise<DatabaseOptions> {
  const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
  return {
    ...(config.DATABASE_URL ? postgresOptions(config) : await embeddedOptions(config)),
    baseDir: import.meta.dirname,
    entities: [`src/**/*.entity.${extension}`],
    metadataProvider: ReflectMetadataProvider,
    metadataCache: { enabled: false },
    namingStrategy: ColumnNamingStrategy,
    filters: { [SOFT_DELETE]: softDeleteFilter },
    autoJoinRefsForFilters: false,
    context: () => currentContext()?.em,
    forceUtcTimezone: true,
    extensions: [Migrator],
    migrations: {
      path: 'migrations',
      glob: `!(*.d).${extension}`,
      tableName: 'migrations',
      snapshot: false,
      generator: MigrationGenerator,
    },
    logger: () => undefined,
  };
}

export default async (): Promise<DatabaseOptions> => mikroOrmConfig(loadConfig());
