import path from 'node:path';
import { inspect, stripVTControlCharacters } from 'node:util';
import { isError } from './is-error.js';

/** So many places of the own code are shown. */
const PLACES = 5;

/**
 * What nothing else explains: an error in the application's code, or in a package. It needs no other module, since any of
 * them may be what fails.
 */
export function unexpectedFailure(error: unknown): string {
  if (!isError(error)) {
    return `The application did not start: its code threw a value that is no Error: ${inspect(error, { depth: 1, breakLength: Infinity })}`;
  }
  return (
    missingModule(error) ?? [`The application did not start: ${summary(error)}`, ...places(error)].join('\n')
  );
}

/** A package that is not installed, or a file that the build lacks. */
function missingModule(error: Error & { code?: string }): string | undefined {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') {
    return undefined;
  }
  const [, kind, name] = /Cannot find (package|module) '([^']+)'/.exec(error.message) ?? [];
  return kind === 'package' || (name && !path.isAbsolute(name) && !name.startsWith('.'))
    ? `The package ${name} is not installed. Run "npm ci".`
    : `The file ${name} is missing. Run "npm run build" if it belongs to the build; else correct the import.`;
}

function summary({ name, message }: Error): string {
  const text = stripVTControlCharacters(message).trim();
  return name === 'Error' || text.startsWith(name) ? text : `${name}: ${text}`;
}

/** Where in the own code it happened, as lines of a stack. */
function places({ stack = '' }: Error): string[] {
  const lines = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const own = lines.filter((line) => !/node_modules|node:|wasm:/.test(line));
  return own.slice(0, PLACES).map((line) => `  ${line.trim().replace(/file:\/\//, '')}`);
}
