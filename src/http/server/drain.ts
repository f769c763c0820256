import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';
import { UnavailableError } from '../../errors/errors.js';
import { isProbe } from './probes.js';

/** Knows which requests are in progress, and sees clients off when the server stops. */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  readonly #inProgress = new Set<ServerResponse>();
  #stopping = false;
  #refusing = false;
  #onIdle: () => void = () => undefined;

  /** Whether the server has begun to stop. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** How many requests have no answer yet. */
  get inProgress(): number {
    return this.#inProgress.size;
  }

  watch(fastify: FastifyInstance): void {
    fastify.server.on('request', (_request, response: ServerResponse) => {
      this.#inProgress.add(response);
      response.once('close', () => {
        this.#inProgress.delete(response);
        if (this.#inProgress.size === 0) this.#onIdle();
      });
    });
    fastify.addHook('onRequest', (request, reply, done) => {
      if (this.#stopping) {
        reply.raw.shouldKeepAlive = false;
      }
      if (this.#refusing && !isProbe(request)) {
        done(new UnavailableError({ detail: 'The server is shutting down' }));
      } else {
        done();
      }
    });
  }

  /** From now on the server is not ready, and every answer closes its connection. */
  begin(): void {
    this.#stopping = true;
    for (const response of this.#inProgress) {
      response.shouldKeepAlive = false;
    }
  }

  /** From now on new requests get 503, those of probes excepted. */
  refuse(): void {
    this.begin();
    this.#refusing = true;
  }

  /** Resolves once no request is in progress. */
  async idle(): Promise<void> {
    if (this.#inProgress.size > 0) {
      await new Promise<void>((resolve) => (this.#onIdle = resolve));
    }
  }

  beforeApplicationShutdown(): void {
    this.refuse();
  }
}
