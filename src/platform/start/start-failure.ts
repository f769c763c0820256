import { databaseName } from './banner.js';
import type { Config } from '../config/config.js';
import { ConfigError } from '../config/config-error.js';
import { SessionSettingsError } from '../database/connection/session-settings.js';
import { rootOf, translateDatabaseError } from '../database/database-errors.js';
import { DirectoryLockedError } from '../database/directory-lock.js';
import { UnavailableError } from '../errors/errors.js';
import { StartError } from '../errors/start-error.js';

/**
 * Says to a person why the server did not start, and what to do about it.
 *
 * @param config the configuration, if it was valid
 */
export function startFailure(error: unknown, config?: Config): string {
  if (!config || isSaidInFull(error)) {
    return error instanceof Error ? error.message : String(error);
  }
  const { code = '' } = rootOf(error);
  const address = `${config.HOST}:${config.PORT}`;
  if (code === 'EADDRINUSE') {
    return `${address} is in use. Stop what listens there, or set PORT to another port.`;
  }
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
    return `The server may not listen on ${address} (${code}). Set HOST and PORT to an address of this machine.`;
  }
  const database = `the database ${databaseName(config)}`;
  if (/^28/.test(code)) {
    return `${capital(database)} refused the user or the password (${code}). Check DATABASE_URL.`;
  }
  if (code === '3D000') {
    return `${capital(database)} does not exist (${code}). Create it, or check DATABASE_URL.`;
  }
  if (translateDatabaseError(error) instanceof UnavailableError) {
    return `Cannot use ${database} (${code || rootOf(error).message}). Check that it runs and that DATABASE_URL is right, then start again.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Whether the message of an error says already what to do. */
function isSaidInFull(error: unknown): boolean {
  const root = rootOf(error);
  return [ConfigError, DirectoryLockedError, SessionSettingsError, StartError].some(
    (kind) => root instanceof kind,
  );
}

function capital(text: string): string {
  return text[0]!.toUpperCase() + text.slice(1);
}
