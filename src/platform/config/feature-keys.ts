import type { CleanedEnv, CleanedEnvAccessors, ValidatorSpec } from 'envalid';

/** Keys of the environment, each with its rule, description, default and example. */
export type Keys = Readonly<Record<string, ValidatorSpec<unknown>>>;

/** What the keys hold, parsed. */
export type ValuesOf<K extends Keys> = Readonly<Omit<CleanedEnv<K>, keyof CleanedEnvAccessors>>;

let declared: Keys = {};
let hidden: readonly string[] = [];

/**
 * Tells the platform of the keys that an application has of its own, before the configuration is loaded. What they hold is
 * typed by `FeatureKeys`, see `src/config-keys.ts`.
 *
 * @param secret those whose values are never shown
 */
export function declareKeys(keys: Keys, secret: readonly string[]): void {
  declared = keys;
  hidden = secret;
}

/** The keys that the application has declared. */
export function declaredKeys(): Keys {
  return declared;
}

/** Those of them whose values are never shown. */
export function declaredSecrets(): readonly string[] {
  return hidden;
}
