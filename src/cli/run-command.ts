import '../config-keys.js';
import { AppError } from '../platform/errors/app-error.js';
import { UsageError } from '../platform/cli/arguments.js';
import type { Config } from '../platform/config/config.js';
import { loadConfig } from '../platform/config/load-config.js';
import { startFailure } from '../platform/start/start-failure.js';

/** Runs a command: what goes wrong is one message on standard error, and exit code 1. */
export async function runCommand(command: () => Promise<void> | void): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof UsageError) {
    return error.message;
  }
  if (error instanceof AppError && error.errors) {
    return [error.message, ...error.errors.map(({ loc, msg }) => `  - ${String(loc.at(-1))}: ${msg}`)].join(
      '\n',
    );
  }
  return startFailure(error, configuration());
}

function configuration(): Config | undefined {
  try {
    return loadConfig();
  } catch {
    return undefined;
  }
}
