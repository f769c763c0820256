import type { ErrorFields } from './error-fields.js';
import type { LoggedError } from './serialize-error.js';

/** Paints a text in a colour, or leaves it as it is. */
export type Paint = Record<'gray' | 'red' | 'yellow' | 'green', (text: string) => string>;

interface Line extends Partial<ErrorFields> {
  msg?: string;
  context?: string;
  err?: LoggedError;
  correlation_id?: string;
  method?: string;
  route?: string | null;
  status?: number | null;
  duration_ms?: number;
}

/** What stands in a line by other means, or tells nothing to the eye. */
const SAID = new Set(
  'level time pid hostname msg context err correlation_id trace_id user_id method route status duration_ms error_code errors'.split(
    ' ',
  ),
);

/** All but tab and line feed: they may steer the terminal. */
const CONTROL = /(?![\t\n])\p{Cc}/gu;

function clean(text: string): string {
  return text.replace(CONTROL, '');
}

/** A log line as people read it, without time and level: one line, and an error with its causes below. */
export function describeLine(line: object, paint: Paint): string {
  const known = line as Line;
  const what = known.duration_ms === undefined ? messageOf(known, paint) : requestOf(known, paint);
  return [`${what}${fieldsOf(line, paint)}`, ...errorLines(known.err, paint)].join('\n');
}

function messageOf({ context, msg = '' }: Line, paint: Paint): string {
  return context ? `${paint.gray(`[${clean(context)}]`)} ${clean(msg)}` : clean(msg);
}

/** `POST /api/v1/items 422 VALIDATION_ERROR body.name:max_length 3 ms 0197…`; who was served well needs no id. */
function requestOf(line: Line, paint: Paint): string {
  const blamed = line.errors?.map(({ loc, type }) => `${clean(loc.join('.'))}:${type}`) ?? [];
  const parts = [
    line.method,
    line.route ?? '(unknown route)',
    paintedStatus(line.status, paint),
    line.error_code,
    ...blamed,
    paint.gray(`${line.duration_ms} ms`),
    line.error_code && paint.gray(line.correlation_id ?? ''),
  ];
  return parts.filter(Boolean).join(' ');
}

function paintedStatus(status: number | null | undefined, paint: Paint): string {
  if (typeof status !== 'number') return paint.yellow('aborted');
  if (status >= 500) return paint.red(String(status));
  return status >= 400 ? paint.yellow(String(status)) : paint.green(String(status));
}

function fieldsOf(line: object, paint: Paint): string {
  const others = Object.entries(line).filter(([name]) => !SAID.has(name));
  const shown = others.map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return shown.length > 0 ? ` ${paint.gray(clean(shown.join(' ')))}` : '';
}

/** An error and its causes, each with its frames in our own code. */
function errorLines(error: LoggedError | undefined, paint: Paint, prefix = ''): string[] {
  if (!error) return [];
  const { type, message, stack, cause, code, table, column, constraint } = error;
  const places = [code, table, column, constraint].filter(Boolean).join(' ');
  const head = `    ${prefix}${type}: ${message}${places && ` (${places})`}`;
  const frames = stack.split('\n').filter((frame) => frame && !/node_modules|node:/.test(frame));
  return [
    paint.red(clean(head)),
    ...frames.map((frame) => paint.gray(`        ${frame.trim()}`)),
    ...errorLines(cause, paint, 'caused by '),
  ];
}
