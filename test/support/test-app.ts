import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { type AppOptions, createApp, type CreateNestApplication } from '../../src/app.js';
import type { Config } from '../../src/platform/config/config.js';
import { OpenDatabase } from '../../src/platform/database/open-database.js';
import { type Environment, loadConfig } from '../../src/platform/config/load-config.js';
import { ApiClient } from './api-client.js';
import { copyTemplate, type TestDatabase } from './test-database.js';
import { makeUser, type SignedIn, type UserTraits } from './test-users.js';

/** The application on a database of its own, as one test file uses it. */
export interface TestApp {
  app: NestFastifyApplication;
  config: Config;
  /** Signed in as a user of its own, without privileges. */
  client: ApiClient;
  /** Signed in as an admin. */
  admin: ApiClient;
  /** Without a token. */
  anonymous: ApiClient;
  /** Makes a further user who is signed in. */
  signUp: (traits?: UserTraits) => Promise<SignedIn>;
  /** Every log line so far. */
  logs: string[];
  close: () => Promise<void>;
}

/** How an application under test differs from production. */
export interface TestAppOptions {
  /** Modules of the test, beside the application's own. */
  modules?: AppOptions['modules'];
  /** Entities, subscribers and filters of the test; the tables are made. */
  orm?: AppOptions['orm'];
  /** Replaces providers: `(builder) => builder.overrideProvider(Mailer).useValue(fake)`. */
  override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  /** The way from the application to the URL of its PostgreSQL server. */
  network?: (url: string) => string;
}

/** Limits of load hold in every test, but only their own tests run into them, however busy the machine is. */
const GENEROUS = {
  RATE_LIMIT_PER_MINUTE: '1000000',
  LOGIN_RATE_PER_MINUTE: '1000000',
  AUTH_RATE_PER_MINUTE: '1000000',
  OVERLOAD_LAG_MS: '60000',
};

/** Makes the Nest application by way of Nest's own builder of test modules. */
function createWith(override: NonNullable<TestAppOptions['override']>): CreateNestApplication {
  return async (root, adapter, options) => {
    const module = await override(Test.createTestingModule({ imports: [root] })).compile();
    return module.createNestApplication<NestFastifyApplication>(adapter, options);
  };
}

/**
 * Starts the application as production runs it, on a fresh copy of the migrated database, listening on a free port.
 *
 * @param settings configuration that differs from the defaults
 */
export async function startTestApp(
  settings: Environment = {},
  { modules, orm, override, network = (url) => url }: TestAppOptions = {},
): Promise<TestApp> {
  const database = await copyTemplate(process.env.DATABASE_URL);
  try {
    const config: Config = {
      ...loadConfig({ NODE_ENV: 'test', LOG_FORMAT: 'json', ...GENEROUS, ...settings }),
      ...database.settings,
      DATABASE_URL: database.settings.DATABASE_URL && network(database.settings.DATABASE_URL),
    };
    const logs: string[] = [];
    const app = await createApp(config, {
      logStream: { write: (line) => void logs.push(line) },
      modules,
      orm,
      create: override && createWith(override),
    });
    try {
      return await serve(app, config, logs, database, orm);
    } catch (error) {
      await app.close();
      throw error;
    }
  } catch (error) {
    await database.drop();
    throw error;
  }
}

async function serve(
  app: NestFastifyApplication,
  config: Config,
  logs: string[],
  database: TestDatabase,
  orm: TestAppOptions['orm'],
): Promise<TestApp> {
  if (orm?.entities) {
    await app.get(OpenDatabase).orm.schema.update({ safe: true });
  }
  await app.listen(0, '127.0.0.1');
  const anonymous = new ApiClient(await app.getUrl());
  const signUp = (traits?: UserTraits) => makeUser(app, anonymous, traits);
  return {
    app,
    config,
    client: (await signUp()).client,
    admin: (await signUp({ role: 'admin' })).client,
    anonymous,
    signUp,
    logs,
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}
