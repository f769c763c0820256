import { type DynamicModule, Module, type OnModuleInit, Scope } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { LoggerModule, PinoLogger } from 'nestjs-pino';
import type { Logger } from 'pino';
import { ContextLogger } from './context-logger.js';

/**
 * What nestjs-pino offers to be injected – `PinoLogger`, `@InjectPinoLogger(name)`, `Logger` – for every module, without
 * the middleware that its own module puts before every request.
 */
@Module({})
export class LoggingModule implements OnModuleInit {
  constructor(private readonly modules: ModulesContainer) {}

  /** Call it after the classes with `@InjectPinoLogger()` are loaded: it provides the names that they ask for. */
  static forRoot(logger: Logger): DynamicModule {
    const { providers = [], exports } = LoggerModule.forRoot({ useExisting: true, pinoHttp: { logger } });
    Object.assign(PinoLogger, { root: logger });
    return {
      module: LoggingModule,
      global: true,
      providers: [
        ...providers.filter((provider) => provider !== PinoLogger),
        { provide: PinoLogger, scope: Scope.TRANSIENT, useFactory: () => new ContextLogger(logger) },
      ],
      exports,
    };
  }

  /** @throws Error if a feature sets up nestjs-pino again: every request would be logged twice, in two formats */
  onModuleInit(): void {
    const modules = [...this.modules.values()].map(({ metatype }) => metatype);
    if (modules.includes(LoggerModule)) {
      const importer = modules.find((module) => importsOf(module).some(isLoggerModule));
      throw new Error(
        `${importer?.name ?? 'A module'} imports LoggerModule of nestjs-pino: leave it out, since PinoLogger, Logger and @InjectPinoLogger() can be injected everywhere`,
      );
    }
  }
}

function importsOf(module: object): unknown[] {
  return (Reflect.getMetadata('imports', module) as unknown[] | undefined) ?? [];
}

function isLoggerModule(imported: unknown): boolean {
  return (
    imported === LoggerModule || (imported as Partial<DynamicModule> | undefined)?.module === LoggerModule
  );
}
