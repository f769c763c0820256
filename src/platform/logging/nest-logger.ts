import type { LoggerService } from '@nestjs/common';
import { Logger as NestPinoLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import { ContextLogger } from './context-logger.js';

/** Who tells of every module and route at start: worth a line when something is looked for only. */
const START_UP = ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication'];

class QuietStartLogger extends NestPinoLogger {
  override log(message: unknown, ...rest: unknown[]): void {
    if (START_UP.includes(String(rest.at(-1)))) this.debug(message, ...rest);
    else super.log(message, ...rest);
  }

  /** That the port cannot be listened on is said once, by the message that ends the start. */
  override error(message: unknown, ...rest: unknown[]): void {
    if (rest.at(-1) === 'NestApplication') this.debug(message, ...rest);
    else super.error(message, ...rest);
  }
}

/**
 * Lets Nest, and every `new Logger(name)` in the code, write through a pino logger. What Nest says of each
 * module and route at start, and of a port that is taken, has the level debug.
 */
export function nestLogger(logger: Logger): LoggerService {
  return new QuietStartLogger(new ContextLogger(logger), {});
}
