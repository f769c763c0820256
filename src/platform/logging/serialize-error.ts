/** What a log line tells of an error. */
export interface LoggedError {
  type: string;
  message: string;
  code?: string;
  stack: string;
  cause?: LoggedError;
}

const SQL_STATE = /^[0-9A-Z]{5}$/;
const MAX_CAUSES = 5;

/**
 * Describes an error for the log. Only its type, message, code, stack frames and causes are kept: other
 * properties may hold row data. The message of a database error holds SQL with its values, so it is left out.
 *
 * @param error anything that was thrown
 * @param depth how many causes lie above this one
 */
export function serializeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error', stack: '' };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const fromDatabase = code !== undefined && SQL_STATE.test(code);
  const logged: LoggedError = {
    type: error.constructor.name,
    message: fromDatabase ? `database error ${code}` : error.message,
    stack: framesOf(error),
  };
  if (code !== undefined) logged.code = code;
  // The cause of a database error is the same error as the driver raised it.
  if (error.cause !== undefined && !fromDatabase && depth < MAX_CAUSES) {
    logged.cause = serializeError(error.cause, depth + 1);
  }
  return logged;
}

/** The stack without the message that heads it. */
function framesOf(error: Error): string {
  const lines = error.stack?.split('\n') ?? [];
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}
