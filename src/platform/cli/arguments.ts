import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Wrong arguments of a command; the message says how it is called. */
export class UsageError extends Error {}

/**
 * Reads the arguments of a command. With `--help` it prints how the command is called, and the process ends.
 *
 * @param usage how it is called, and what it does
 * @param options the options that it has besides; it takes no other arguments unless `allowPositionals` says so
 * @throws UsageError if there are others
 */
export function readArguments<T extends ParseArgsConfig = object>(
  usage: string,
  config: T = {} as T,
): ReturnType<typeof parseArgs<T>> {
  if (process.argv.slice(2).some((argument) => argument === '--help' || argument === '-h')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
}
