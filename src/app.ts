import type { DynamicModule, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FastifyAdapter, NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DestinationStream } from 'pino';
import { AppModule, type ModuleImport } from './app.module.js';
import type { Workers } from './platform/cluster/workers.js';
import type { Config } from './platform/config/config.js';
import { Database } from './platform/database/database.js';
import { aboutNewDatabase } from './platform/database/embedded-directory.js';
import { missingIndexes, missingMessage } from './platform/database/indexes/missing-indexes.js';
import { migrate, unknownMigrations } from './platform/database/migrations.js';
import { type OpenDatabase, openDatabase } from './platform/database/open-database.js';
import type { OrmAdditions } from './platform/database/orm-options.js';
import { checkAnswers } from './platform/http/answers/check-answers.js';
import { WriteMarks } from './platform/database/replicas/write-marks.js';
import { settleWrites } from './platform/http/server/settle-writes.js';
import { setDeclaredHeaders } from './platform/http/answer-headers.js';
import { wrapErrors } from './platform/http/errors/wrap-errors.js';
import { createDocuments, OPEN, serveDocument } from './platform/http/openapi/document.js';
import { Admission } from './platform/http/access/admission.js';
import { serialiseAsDocumented } from './platform/http/answers/serialise-answers.js';
import { Overload } from './platform/http/overload/overload.js';
import { controllersOf } from './platform/http/routes/controllers-of.js';
import { nameFaultyRoutes } from './platform/http/routes/name-faulty-routes.js';
import { checkScopes } from './platform/http/routes/check-scopes.js';
import { prepareRoutes } from './platform/http/routes/prepare-routes.js';
import { compressAnswers } from './platform/http/server/compression.js';
import { createAdapter } from './platform/http/server/adapter.js';
import { AllowedMethods } from './platform/http/server/allowed-methods.js';
import { capBodies } from './platform/http/server/body-cap.js';
import { limitConnections } from './platform/http/server/connection-limit.js';
import { closeRefusedUploads } from './platform/http/server/refused-uploads.js';
import { enterContextOnRequest } from './platform/http/server/context-hook.js';
import { Drain } from './platform/http/server/drain.js';
import { isProbe } from './platform/http/server/probes.js';
import { acceptJsonOnly } from './platform/http/server/json-body.js';
import { answerUnserved } from './platform/http/server/socket-errors.js';
import { allowOrigins } from './platform/http/server/cors.js';
import { addSecurityHeaders } from './platform/http/server/security-headers.js';
import { checkHeads } from './platform/http/server/head-checks.js';
import { createLogger } from './platform/logging/create-logger.js';
import { nestLogger } from './platform/logging/nest-logger.js';
import { Metrics } from './platform/metrics/metrics.js';
import { registerRequestLog } from './platform/logging/request-log.js';

export interface AppOptions {
  /** Where log lines go; standard output if left out. */
  logStream?: DestinationStream;
  /** Modules besides those of `AppModule`: a test's. */
  modules?: ModuleImport[];
  /** What MikroORM is told besides: a test's entities, for instance. */
  orm?: OrmAdditions;
  /** The processes that serve together, and this one's role among them; alone if left out. */
  workers?: Workers;
  /** Makes the Nest application of its root module; Nest itself if left out. A test replaces providers on the way. */
  create?: CreateNestApplication;
}

export type CreateNestApplication = (
  root: DynamicModule,
  adapter: FastifyAdapter,
  options: NestApplicationOptions,
) => Promise<NestFastifyApplication>;

const createWithNest: CreateNestApplication = (root, adapter, options) =>
  NestFactory.create<NestFastifyApplication>(root, adapter, options);

/**
 * The application exactly as production runs it, ready to listen: opens the database, migrates it if configured so, and
 * wires everything from the socket to the features. `app.close()` closes the database too.
 *
 * @throws DirectoryLockedError if another process uses the embedded database
 */
export async function createApp(config: Config, options: AppOptions = {}): Promise<NestFastifyApplication> {
  const logger = await createLogger(config, options.logStream);
  const news = await aboutNewDatabase(config);
  if (news) {
    logger.info(news);
  }
  const database = await openDatabase(config, options.orm);
  try {
    await checkSession(database, logger);
    await migrateIfConfigured(config, database, logger);
    const app = await assemble(config, database, logger, options);
    if (config.NODE_ENV === 'development') {
      await warnOfMissingIndexes(database, logger);
    }
    return app;
  } catch (error) {
    await database.close();
    throw error;
  }
}

type Logger = Awaited<ReturnType<typeof createLogger>>;

async function checkSession(database: OpenDatabase, logger: Logger): Promise<void> {
  const differences = await database.check();
  if (differences.length > 0) {
    logger.warn({ differences }, `The database differs from what was asked for: ${differences.join('; ')}`);
  }
}

async function migrateIfConfigured(config: Config, { orm }: OpenDatabase, logger: Logger): Promise<void> {
  if (config.MIGRATE_ON_START) {
    const names = await migrate(orm, config);
    if (names.length > 0) {
      logger.info({ migrations: names }, `Migrated the database: ${names.join(', ')}`);
    }
    const unknown = await unknownMigrations(orm);
    if (unknown.length > 0) {
      logger.warn(
        { migrations: unknown },
        `The database is newer than this version, which does not know the migrations ${unknown.join(', ')}`,
      );
    }
  }
}

async function warnOfMissingIndexes({ orm }: OpenDatabase, logger: Logger): Promise<void> {
  try {
    (await missingIndexes(orm)).forEach((missing) => logger.warn(missing, missingMessage(missing)));
  } catch (err) {
    logger.warn({ err }, 'Nobody could look whether there is an index for every sort key and filter');
  }
}

async function assemble(
  config: Config,
  database: OpenDatabase,
  logger: Logger,
  { modules, workers, create = createWithNest }: AppOptions,
): Promise<NestFastifyApplication> {
  const adapter = createAdapter(config);
  const fastify = adapter.getInstance();
  // Before modules are made: one may add a parser of its own.
  acceptJsonOnly(fastify, config);
  const root = AppModule.forRoot(config, database, logger, modules, workers);
  const routes = prepareRoutes(await controllersOf(root));
  const app = await create(root, adapter, {
    logger: nestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  limitConnections(fastify.server, config.MAX_CONNECTIONS);
  answerUnserved(fastify.server, config.CORRELATION_ID_HEADER);
  enterContextOnRequest(fastify, app.get(Database), config.CORRELATION_ID_HEADER);
  registerRequestLog(fastify, logger, isProbe);
  if (config.METRICS_ENABLED) {
    app.get(Metrics).watch(fastify);
  }
  await addSecurityHeaders(fastify);
  await allowOrigins(fastify, config);
  if (database.replicas) {
    settleWrites(fastify, app.get(WriteMarks));
  }
  app.get(Drain).watch(fastify);
  app.get(Overload).watch(fastify);
  checkHeads(fastify, config);
  app.get(Admission).watch(fastify);
  capBodies(fastify, config);
  closeRefusedUploads(fastify);
  setDeclaredHeaders(fastify);
  if (config.COMPRESSION) {
    await compressAnswers(fastify);
  }
  wrapErrors(fastify);
  app.get(AllowedMethods).watch(fastify);
  app.setGlobalPrefix('api/v1', { exclude: ['health/live', 'health/ready', 'metrics'] });
  checkScopes(app);
  const { shown, answers } = createDocuments(app, routes);
  checkAnswers(app, answers, routes);
  nameFaultyRoutes(fastify);
  serialiseAsDocumented(fastify, answers);
  if (config.DOCS_ENABLED) {
    serveDocument(app, fastify, shown);
    fastify.get('/', { config: OPEN }, (_request, reply) => reply.redirect('/docs'));
  }
  await app.init();
  await fastify.ready();
  return app;
}
