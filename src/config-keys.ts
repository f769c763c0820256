import { declareKeys, type ValuesOf } from './platform/config/feature-keys.js';

declare module './platform/config/config.js' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the keys are its members
  interface FeatureKeys extends ValuesOf<typeof keys> {}
}

/** Those of the keys below whose values are never shown. */
const secret: (keyof typeof keys)[] = [];

/** The configuration keys of this application's own features: `...invoiceKeys`. Those of the platform are its own. */
const keys = {
  // docs/guides/configuration-keys.md shows how to add some.
};

declareKeys(keys, secret);
