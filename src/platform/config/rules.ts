import type { ConfigFault } from './config-error.js';
import type { ConfigKey } from './config.js';

/** Tells whether a key has a value, faulty or not. */
type IsSet = (key: ConfigKey) => boolean;

/**
 * The rules that join several keys.
 *
 * @param isSet whether a key has a value; a faulty value counts, since it has a fault of its own
 * @param production whether NODE_ENV is `production`
 * @returns the faults, in no particular order
 */
export function brokenRules(isSet: IsSet, production: boolean): ConfigFault[] {
  const faults: ConfigFault[] = [];
  const need = (condition: boolean, key: ConfigKey, problem: string) => {
    if (condition && !isSet(key)) faults.push({ key, problem });
  };
  need(production, 'DATABASE_URL', 'is required in production');
  need(
    isSet('DATABASE_REPLICA_URLS') && !production,
    'DATABASE_URL',
    'is required when DATABASE_REPLICA_URLS is set',
  );
  need(isSet('ADMIN_EMAIL'), 'ADMIN_PASSWORD', 'is required when ADMIN_EMAIL is set');
  need(isSet('ADMIN_PASSWORD'), 'ADMIN_EMAIL', 'is required when ADMIN_PASSWORD is set');
  need(isSet('MAIL_URL'), 'MAIL_FROM', 'is required when MAIL_URL is set');
  need(
    production && isSet('MAIL_URL'),
    'PUBLIC_URL',
    'is required in production when MAIL_URL is set: the links in mails start with it',
  );
  return faults;
}
