import type { DestinationStream } from 'pino';
import { describeLine } from './describe-line.js';

/** Writes lines for eyes: time, level, and what `describeLine` says, in colours on a terminal that has them. */
export async function prettyStream(stream: DestinationStream): Promise<DestinationStream> {
  const { prettyFactory } = await import('pino-pretty');
  const format = prettyFactory({
    // A terminal knows NO_COLOR and FORCE_COLOR; what is no terminal has no colours.
    colorize: process.stdout.isTTY && process.stdout.hasColors(),
    translateTime: 'SYS:HH:MM:ss.l',
    hideObject: true,
    ignore: 'pid,hostname',
    messageFormat: (line, _key, _label, { colors }) => describeLine(line, colors),
  });
  return {
    write: (line) => {
      stream.write(format(line));
    },
  };
}
