import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Config } from '../config/config.js';
import { currentContext } from '../context/request-context.js';
import { contextFields } from './context-fields.js';
import { redact } from './redact.js';
import { serializeError } from './serialize-error.js';

/**
 * Makes the logger of one application. Every line written inside a unit of work carries its correlation id,
 * its trace id when there is one, and the id of the signed-in user.
 *
 * @param config LOG_LEVEL and LOG_FORMAT
 * @param stream where lines go; by default standard output
 */
export async function createLogger(
  config: Pick<Config, 'LOG_LEVEL' | 'LOG_FORMAT'>,
  stream: DestinationStream = pino.destination(1),
): Promise<Logger> {
  return pino(
    {
      level: config.LOG_LEVEL,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: redact },
      serializers: { err: serializeError },
      mixin: () => contextFields(currentContext()),
    },
    config.LOG_FORMAT === 'pretty' ? await prettyStream(stream) : stream,
  );
}

async function prettyStream(stream: DestinationStream): Promise<DestinationStream> {
  const { prettyFactory } = await import('pino-pretty');
  const format = prettyFactory({
    colorize: process.stdout.isTTY,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'pid,hostname,method,route,status',
  });
  return {
    write: (line) => {
      stream.write(format(line));
    },
  };
}
