import { StartError } from '../../errors/start-error.js';

/** The database, or a pooler before it, does not hold the settings without which it is not safe to go on. */
export class SessionSettingsError extends StartError {}

/** `extra_float_digits` from which on the server sends floating-point numbers exactly; it is PostgreSQL's own default. */
export const EXACT = 1;

/** The oldest PostgreSQL that CI runs on. */
const OLDEST = 15;

/** Whose settings have to be changed, in what a person is told. */
export const ROLE = '<the role of DATABASE_URL>';

/** What a session has, by the name of the setting. */
type Settings = ReadonlyMap<string, string | null>;

/**
 * Refuses a session in which answers would be wrong, or tables be made elsewhere.
 *
 * @param found `current_schema`, `usable_schema`, and the settings of the server
 * @param schema the one that is configured
 * @throws SessionSettingsError that says what to change
 */
export function refuseUnfit(found: Settings, schema: string): void {
  refuseServer(found);
  refuseSchema(found, schema);
  refuseStyle(found);
  refuseRounding(found);
}

function refuseServer(found: Settings): void {
  const version = Number(found.get('server_version_num'));
  if (version < OLDEST * 10_000) {
    throw new SessionSettingsError(
      `The database is PostgreSQL ${Math.floor(version / 10_000)}, and the application needs ${OLDEST} or newer. Upgrade it, or set DATABASE_URL to another.`,
    );
  }
  if (found.get('server_encoding') !== 'UTF8') {
    throw new SessionSettingsError(
      `The database keeps text in ${found.get('server_encoding')}, which cannot hold every character. Make it anew: create database … encoding 'UTF8' template template0`,
    );
  }
}

/** Before the first migration there may be no schema at all. */
function refuseSchema(found: Settings, schema: string): void {
  const current = found.get('current_schema');
  if (!current && found.get('usable_schema')) {
    throw new SessionSettingsError(
      `The search_path of the database does not hold the schema ${schema}, which is there. ` +
        `Run: ALTER ROLE ${ROLE} SET search_path = ${schema}; or set DATABASE_SCHEMA to another schema`,
    );
  }
  if (current && current !== schema) {
    throw new SessionSettingsError(
      `Tables would be made in the schema ${current}, although DATABASE_SCHEMA is ${schema}. ` +
        `Set DATABASE_SCHEMA=${current}, or run: ALTER ROLE ${ROLE} SET search_path = ${schema}`,
    );
  }
}

function refuseStyle(found: Settings): void {
  if (!found.get('DateStyle')!.startsWith('ISO')) {
    throw new SessionSettingsError(
      `The database sends dates in the style ${found.get('DateStyle')}, although ISO was asked for. ` +
        `Run: ALTER ROLE ${ROLE} SET datestyle = 'ISO'`,
    );
  }
}

function refuseRounding(found: Settings): void {
  if (Number(found.get('extra_float_digits')) < EXACT) {
    throw new SessionSettingsError(
      `The database rounds the numbers that it sends: extra_float_digits is ${found.get('extra_float_digits')}. ` +
        `Run: ALTER ROLE ${ROLE} SET extra_float_digits = ${EXACT}`,
    );
  }
}
