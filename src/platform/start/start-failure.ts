import { ConfigError } from '../config/config-error.js';
import type { Config } from '../config/config.js';
import { rootOf } from '../database/database-errors.js';
import { StartError } from '../errors/start-error.js';
import { databaseFailure } from './failures/database-failure.js';
import type { Explain, Failure } from './failures/failure.js';
import { listenFailure } from './failures/listen-failure.js';
import { migrationFailure } from './failures/migration-failure.js';
import { tlsFailure } from './failures/tls-failure.js';
import { unexpectedFailure } from './failures/unexpected-failure.js';
import { isError } from './failures/is-error.js';

/** From the particular to the general. */
const EXPLANATIONS: readonly Explain[] = [listenFailure, tlsFailure, databaseFailure, migrationFailure];

/**
 * Says to a person why the server did not start, and what to do about it: one message, whatever the cause.
 *
 * @param config the configuration, if it was valid
 */
export function startFailure(error: unknown, config?: Config): string {
  const told = saidInFull(error);
  if (told) {
    return told.message;
  }
  const text = config && isError(error) ? explained({ error, root: rootOf(error), config }) : undefined;
  return text ?? unexpectedFailure(error);
}

/** The error, or one below it, whose message says already what to do. */
function saidInFull(error: unknown): Error | undefined {
  for (let below = error; isError(below); below = below.cause) {
    if (below instanceof ConfigError || below instanceof StartError) {
      return below;
    }
  }
  return undefined;
}

function explained(failure: Failure): string | undefined {
  for (const explain of EXPLANATIONS) {
    const text = explain(failure);
    if (text) {
      return text;
    }
  }
  return undefined;
}
