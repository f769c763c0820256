import { ConfigError } from './config-error.js';
import { declaredKeys, declaredSecrets, type Keys, type ValuesOf } from './feature-keys.js';
import { accountKeys } from './keys/account-keys.js';
import { databaseKeys } from './keys/database-keys.js';
import { limitKeys } from './keys/limit-keys.js';
import type { Mode } from './keys/mode.js';
import { serverKeys } from './keys/server-keys.js';

/**
 * Every key that the platform reads from the environment, by section: validator, description, default and example.
 *
 * @param mode what the defaults depend on
 */
const platformSections = (mode: Mode) => ({
  Server: serverKeys(mode),
  Database: databaseKeys(mode),
  'Accounts and mail': accountKeys(),
  Limits: limitKeys(),
});

/** The same, with the keys that the application has declared. */
export function configSections(mode: Mode): Record<string, Keys> {
  const declared = declaredKeys();
  const sections = platformSections(mode);
  return Object.keys(declared).length > 0 ? { ...sections, 'This application': declared } : sections;
}

function platformSchema(mode: Mode) {
  const sections = platformSections(mode);
  return {
    ...sections.Server,
    ...sections.Database,
    ...sections['Accounts and mail'],
    ...sections.Limits,
  };
}

type PlatformSchema = ReturnType<typeof platformSchema>;

/** The sections of {@link configSections} as one flat object. @throws ConfigError if a key is declared twice */
export function configSchema(mode: Mode): PlatformSchema {
  const platform = platformSchema(mode);
  const declared = declaredKeys();
  const twice = Object.keys(declared).filter((key) => key in platform);
  if (twice.length > 0) {
    const problem = 'is a key of the platform already; src/config-keys.ts needs another name';
    throw new ConfigError(twice.map((key) => ({ key, problem })));
  }
  return { ...platform, ...declared };
}

/** The keys of the application itself; `src/config-keys.ts` adds them by declaration merging. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- to be merged with
export interface FeatureKeys {}

/** The name of an environment key. */
export type ConfigKey = keyof (PlatformSchema & FeatureKeys);

/** Whether the value of a key is never shown. */
export function isSecret(key: ConfigKey): boolean {
  return SECRET_KEYS.includes(key) || declaredSecrets().includes(key);
}

const SECRET_KEYS: readonly ConfigKey[] = [
  'DATABASE_URL',
  'DATABASE_MIGRATION_URL',
  'DATABASE_REPLICA_URLS',
  'ADMIN_PASSWORD',
  'METRICS_TOKEN',
  'MAIL_URL',
  'REDIS_URL',
];

type ConfigValues = ValuesOf<PlatformSchema> & Readonly<FeatureKeys>;

const ConfigBase = Object as unknown as abstract new () => ConfigValues;

/**
 * The validated configuration: one frozen object whose properties are the environment keys, parsed.
 * The class is the injection token and the type; `loadConfig()` makes the object.
 */
export abstract class Config extends ConfigBase {}
