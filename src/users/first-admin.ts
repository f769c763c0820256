import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import { runAsSystem } from '../platform/context/request-context.js';
import { Database } from '../platform/database/database.js';
import { ConflictError, ValidationError } from '../platform/errors/errors.js';
import { UsersService } from './users.service.js';

const RETRY_MS = 5_000;

/**
 * Makes the admin that `ADMIN_EMAIL` names when the application starts, unless somebody has this e-mail. While the
 * database is away or not migrated, it tries again.
 */
@Injectable()
export class FirstAdmin implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #logger = new Logger('FirstAdmin');
  #retry?: NodeJS.Timeout;

  constructor(
    private readonly config: Config,
    private readonly users: UsersService,
    private readonly database: Database,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { ADMIN_EMAIL: email, ADMIN_PASSWORD: password } = this.config;
    if (email && password) {
      await runAsSystem('first-admin', this.database, () => this.#make(email, password));
    }
  }

  onModuleDestroy(): void {
    clearTimeout(this.#retry);
  }

  async #make(email: string, password: string): Promise<void> {
    try {
      if (!(await this.users.findByEmail(email))) {
        await this.users.create({ email, password, display_name: 'Admin', role: 'admin' });
        this.#logger.log('Made the admin that ADMIN_EMAIL names');
      }
    } catch (err) {
      if (err instanceof ValidationError) {
        this.#logger.error(`ADMIN_PASSWORD is refused: ${err.errors?.[0]?.msg ?? err.message}`);
      } else if (!(err instanceof ConflictError)) {
        this.#logger.warn({ err }, 'The admin that ADMIN_EMAIL names was not made; trying again');
        this.#retry = setTimeout(() => void this.#make(email, password), RETRY_MS).unref();
      }
      // On a conflict another process, starting at the same time, has made it.
    }
  }
}
