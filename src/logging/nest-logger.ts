import type { LoggerService } from '@nestjs/common';
import { Logger as NestPinoLogger, type PinoLogger } from 'nestjs-pino';
import type { Logger } from 'pino';

/**
 * Lets Nest, and every `new Logger(name)` in the code, write through a pino logger.
 *
 * nestjs-pino's translation of Nest's calls is used without its module: that one keeps a single logger per
 * process and adds a middleware to every request, while the context comes from the logger's mixin here.
 */
export function nestLogger(logger: Logger): LoggerService {
  // The translation only calls trace() to fatal(), which pino's own logger has.
  return new NestPinoLogger(logger as unknown as PinoLogger, {});
}
