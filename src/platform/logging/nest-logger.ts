import type { LoggerService } from '@nestjs/common';
import { Logger as NestPinoLogger, type PinoLogger } from 'nestjs-pino';
import type { Logger } from 'pino';

/** Who tells of every module and route at start: worth a line when something is looked for only. */
const START_UP = ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication'];

class QuietStartLogger extends NestPinoLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (START_UP.includes(String(rest.at(-1)))) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }
}

/**
 * Lets Nest, and every `new Logger(name)` in the code, write through a pino logger. What Nest says of each
 * module and route at start has the level debug.
 *
 * nestjs-pino's translation of Nest's calls is used without its module: that one keeps a single logger per
 * process and adds a middleware to every request, while the context comes from the logger's mixin here.
 */
export function nestLogger(logger: Logger): LoggerService {
  // The translation only calls trace() to fatal(), which pino's own logger has.
  return new QuietStartLogger(logger as unknown as PinoLogger, {});
}
