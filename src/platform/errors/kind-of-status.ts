import { STATUS_CODES } from 'node:http';
import type { ErrorKind } from './app-error.js';
import { ERROR_CODES, type ErrorCode } from './error-codes.js';

/** The code of each status of the table; of several codes the most general one. */
const BY_STATUS: ReadonlyMap<number, ErrorCode> = new Map(
  (Object.keys(ERROR_CODES) as ErrorCode[])
    .toReversed()
    .map((code) => [ERROR_CODES[code].status, code] as const),
);

/**
 * What kind of error a bare HTTP status stands for: the table's, else one that is named after the status' reason phrase
 * (`I'm a Teapot` → `IM_A_TEAPOT`). A status without a name counts as the x00 of its class (RFC 9110, 15).
 */
export function kindOfStatus(status: number): ErrorKind {
  const code = BY_STATUS.get(status);
  if (code) {
    return { code, status, detail: ERROR_CODES[code].detail };
  }
  const phrase = STATUS_CODES[status];
  return phrase
    ? { code: upperSnakeCase(phrase), status, detail: phrase }
    : { ...kindOfStatus(status < 500 ? 400 : 500), status };
}

function upperSnakeCase(phrase: string): string {
  return phrase
    .replaceAll("'", '')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}
