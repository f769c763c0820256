import { PinoLogger, type RunInContextOptions } from 'nestjs-pino';
import type { Bindings, Logger } from 'pino';
import { assignedFields, assignFields, runInScope } from './log-scope.js';

/**
 * The `PinoLogger` of nestjs-pino as its users know it, on our logger. nestjs-pino itself keeps the logger of a request
 * in a store of its own, which a middleware enters; here the fields of a request come from the logger's mixin, so that
 * they cost nothing where nobody logs.
 */
export class ContextLogger extends PinoLogger {
  readonly #root: Logger;

  constructor(root: Logger) {
    super({ useExisting: true, pinoHttp: { logger: root } });
    this.#root = root;
  }

  override get logger(): Logger {
    return this.#root;
  }

  /** @throws Error outside of a request, a job, and `runInContext` */
  override assign(fields: Bindings): void {
    if (!assignFields(fields)) {
      throw new Error('PinoLogger: fields can be assigned in a request, a job or runInContext() only');
    }
  }

  override runInContext<T>(work: () => T, { bindings, inherit }: RunInContextOptions = {}): T {
    return runInScope({ ...(inherit && assignedFields()), ...bindings }, work);
  }
}
