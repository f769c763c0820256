/** What a log line tells of an error. */
export interface LoggedError {
  type: string;
  message: string;
  code?: string;
  /** Where in the schema, or in the SQL, a database error is. */
  schema?: string;
  table?: string;
  column?: string;
  constraint?: string;
  position?: string;
  stack: string;
  cause?: LoggedError;
}

/** Five characters, one of them a digit: unlike `EPIPE`. */
const SQL_STATE = /^(?=.*\d)[0-9A-Z]{5}$/;

/** Names and places, of which the database tells with an error; none of them holds row data. */
const PLACES = ['schema', 'table', 'column', 'constraint', 'position'] as const;

const MAX_CAUSES = 5;

/**
 * Describes an error for the log. Only its type, message, code, stack frames and causes are kept: other properties may
 * hold row data. The message of a database error may hold values, so it is left out, unless the SQL itself is at fault
 * (class 42: an unknown column, a syntax error).
 *
 * @param error anything that was thrown
 * @param depth how many causes lie above this one
 */
export function serializeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) {
    return { type: typeof error, message: typeof error === 'string' ? error : 'not an Error', stack: '' };
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const type = error.constructor.name;
  if (code !== undefined && SQL_STATE.test(code)) {
    const message = code.startsWith('42') ? error.message : `database error ${code}`;
    // Its cause is the same error as the driver raised it.
    return { type, message, code, ...placesOf(error), stack: framesOf(error) };
  }
  return {
    type,
    message: error.message,
    ...(code !== undefined && { code }),
    stack: framesOf(error),
    ...(error.cause !== undefined && depth < MAX_CAUSES && { cause: serializeError(error.cause, depth + 1) }),
  };
}

function placesOf(error: Error): Partial<LoggedError> {
  const known = error as Partial<Record<(typeof PLACES)[number], unknown>>;
  return Object.fromEntries(
    PLACES.flatMap((name) => (typeof known[name] === 'string' ? [[name, known[name]]] : [])),
  );
}

/** The stack without the message that heads it. */
function framesOf(error: Error): string {
  const lines = error.stack?.split('\n') ?? [];
  return lines.filter((line) => /^\s+at /.test(line)).join('\n');
}
