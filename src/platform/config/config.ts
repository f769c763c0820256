import type { CleanedEnv, CleanedEnvAccessors } from 'envalid';
import { accountKeys } from './keys/account-keys.js';
import { databaseKeys } from './keys/database-keys.js';
import { limitKeys } from './keys/limit-keys.js';
import type { Mode } from './keys/mode.js';
import { serverKeys } from './keys/server-keys.js';

/**
 * Every key that the application reads from the environment, by section: validator, description, default and example.
 *
 * @param mode what the defaults depend on
 */
export const configSections = (mode: Mode) => ({
  Server: serverKeys(mode),
  Database: databaseKeys(mode),
  'Accounts and mail': accountKeys(),
  Limits: limitKeys(),
});

/** The sections of {@link configSections} as one flat object. */
export function configSchema(mode: Mode) {
  const sections = configSections(mode);
  return {
    ...sections.Server,
    ...sections.Database,
    ...sections['Accounts and mail'],
    ...sections.Limits,
  };
}

/** The schema's type. */
export type ConfigSchema = ReturnType<typeof configSchema>;

/** The name of an environment key. */
export type ConfigKey = keyof ConfigSchema;

/** Keys whose values are never shown. */
export const SECRET_KEYS: readonly ConfigKey[] = [
  'DATABASE_URL',
  'DATABASE_MIGRATION_URL',
  'DATABASE_REPLICA_URLS',
  'ADMIN_PASSWORD',
  'METRICS_TOKEN',
  'MAIL_URL',
  'REDIS_URL',
];

type ConfigValues = Readonly<Omit<CleanedEnv<ConfigSchema>, keyof CleanedEnvAccessors>>;

const ConfigBase = Object as unknown as abstract new () => ConfigValues;

/**
 * The validated configuration: one frozen object whose properties are the environment keys, parsed.
 * The class is the injection token and the type; `loadConfig()` makes the object.
 */
export abstract class Config extends ConfigBase {}
