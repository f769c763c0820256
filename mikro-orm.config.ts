import type { Options } from '@mikro-orm/core';
import { loadConfig } from './src/platform/config/load-config.js';
import { ormOptions } from './src/platform/database/orm-options.js';

/** What MikroORM's own command line reads: the options of the application, for the database of the environment. */
export default async (): Promise<Partial<Options>> => ormOptions(loadConfig());
