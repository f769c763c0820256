import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { UnavailableError } from '../../errors/errors.js';
import { isProbe } from '../server/probes.js';
import { EventLoopLag } from './event-loop-lag.js';

/** How often the log tells of requests that were turned away (ms). */
const LOG_EVERY = 10_000;

/**
 * Turns requests away with 503 while the server has more to do than it can: better a quick "try again" for some than
 * an answer for nobody. Probes are always answered.
 */
@Injectable()
export class Overload implements OnApplicationShutdown {
  readonly #logger = new Logger(Overload.name);
  readonly #lag: EventLoopLag;
  #turnedAway = 0;
  #loggedAt = -Infinity;

  constructor(
    private readonly config: Config,
    private readonly database: Database,
  ) {
    this.#lag = new EventLoopLag(config.OVERLOAD_LAG_MS);
  }

  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', (request, _reply, done) => {
      const reason = this.#reason();
      if (reason && !isProbe(request)) {
        this.#note(reason);
        done(new UnavailableError({ detail: 'The server has too much to do; try again' }));
      } else {
        done();
      }
    });
  }

  onApplicationShutdown(): void {
    this.#lag.stop();
  }

  #reason(): string | undefined {
    if (this.#lag.lasting) {
      return 'the event loop is late';
    }
    if (this.database.waiting >= this.config.OVERLOAD_MAX_WAITING) {
      return 'too many requests wait for a database connection';
    }
    return undefined;
  }

  #note(reason: string): void {
    this.#turnedAway++;
    const now = performance.now();
    if (now - this.#loggedAt >= LOG_EVERY) {
      this.#logger.warn({ turned_away: this.#turnedAway }, `Overload: ${reason}; requests get 503`);
      this.#loggedAt = now;
      this.#turnedAway = 0;
    }
  }
}
