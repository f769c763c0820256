import { type Options, RequestContext } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import path from 'node:path';
import type { Config } from '../config/config.js';
import { currentContext } from '../context/request-context.js';
import { type PoolOptions, poolOptions } from './connection/pool-options.js';
import { embeddedOptions } from './embedded.options.js';
import { addDeclaredIndexes } from './indexes/declared-indexes.js';
import { MigrationGenerator } from './migration-generator.js';
import { postgresOptions } from './postgres.options.js';
import { escapeStringDefaults } from './string-defaults.js';
import { markWrite } from './replicas/write-marks.js';
import { SOFT_DELETE, softDeleteFilter } from './soft-delete.filter.js';
import { ColumnNamingStrategy } from './naming-strategy.js';
import { UnitEntityManager } from './unit-entity-manager.js';

/** The project's root, in the sources as in what is built from them. */
const ROOT = path.resolve(import.meta.dirname, '../../..');

/** What MikroORM is told besides: entities, subscribers and filters that are in no file of the application. */
export type OrmAdditions = Partial<Pick<Options, 'entities' | 'subscribers' | 'filters'>>;

/** How to reach the server that the configuration names; undefined for the embedded database. */
export function serverOf(config: Config): PoolOptions | undefined {
  const watch = config.DATABASE_REPLICA_URLS.length > 0 ? markWrite : undefined;
  return config.DATABASE_URL ? poolOptions(config.DATABASE_URL, config, watch) : undefined;
}

/**
 * MikroORM's options, as `MikroORM.init` takes them: the application, the command line and the tests all have them from here.
 *
 * @param config decides by `DATABASE_URL`: a PostgreSQL server if set, else the embedded one in `DATABASE_DIR`
 * @param server the pool of that server, for a caller who needs to know it
 * @param further what a test adds
 */
export async function ormOptions(
  config: Config,
  server: PoolOptions | undefined = serverOf(config),
  further: OrmAdditions = {},
): Promise<Partial<Options>> {
  const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
  return {
    ...(server ? postgresOptions(config, server) : await embeddedOptions(config)),
    baseDir: ROOT,
    entities: [`src/**/*.entity.${extension}`, ...(further.entities ?? [])],
    subscribers: further.subscribers ?? [],
    metadataProvider: ReflectMetadataProvider,
    metadataCache: { enabled: false },
    discovery: { onMetadata: escapeStringDefaults, afterDiscovered: addDeclaredIndexes },
    namingStrategy: ColumnNamingStrategy,
    entityManager: UnitEntityManager,
    filters: { [SOFT_DELETE]: softDeleteFilter, ...further.filters },
    autoJoinRefsForFilters: false,
    context: (name) => currentContext()?.em ?? RequestContext.getEntityManager(name),
    forceUtcTimezone: true,
    ensureDatabase: false,
    extensions: [Migrator],
    // Functions that migrations make are none of the entities', and stay.
    schemaGenerator: { ignoreRoutines: true },
    migrations: {
      path: 'migrations',
      glob: `!(*.d).${extension}`,
      tableName: `${config.DATABASE_SCHEMA}.migrations`,
      snapshot: false,
      generator: MigrationGenerator,
    },
    logger: () => undefined,
  };
}
