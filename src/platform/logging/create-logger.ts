import { type DestinationStream, type Logger, pino, stdTimeFunctions } from 'pino';
import type { Config } from '../config/config.js';
import { currentContext } from '../context/request-context.js';
import { contextFields } from './context-fields.js';
import { assignedFields } from './log-scope.js';
import { prettyStream } from './pretty-stream.js';
import { redact } from './redact.js';
import { serializeError } from './serialize-error.js';

/**
 * Makes the logger of one application. Every line written inside a unit of work carries its correlation id,
 * its trace id when there is one, the id of the signed-in user, and what was assigned with `PinoLogger.assign`.
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
      mixin: () => ({ ...assignedFields(), ...contextFields(currentContext()) }),
    },
    config.LOG_FORMAT === 'pretty' ? await prettyStream(stream) : stream,
  );
}
