import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import type { ServerResponse } from 'node:http';
import { UnavailableError } from '../../errors/errors.js';
import { isProbe } from './probes.js';

/** Knows which requests are in progress, and sees clients off when the server stops. */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  // A count, not a set of responses: see docs/performance.md, "Memory".
  #inProgress = 0;
  #stopping = false;
  #refusing = false;
  #onIdle: () => void = () => undefined;

  /** Whether the server has begun to stop. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** How many requests have no answer yet. */
  get inProgress(): number {
    return this.#inProgress;
  }

  watch(fastify: FastifyInstance): void {
    fastify.server.on('request', (_request, response: ServerResponse) => {
      this.#inProgress++;
      response.once('close', () => {
        this.#inProgress--;
        if (this.#inProgress === 0) this.#onIdle();
      });
    });
    fastify.addHook('onRequest', (request, _reply, done) => {
      if (this.#refusing && !isProbe(request)) {
        done(new UnavailableError({ detail: 'The server is shutting down' }));
      } else {
        done();
      }
    });
    fastify.addHook('onSend', (_request, reply, payload, done) => {
      if (this.#stopping) {
        reply.raw.shouldKeepAlive = false;
      }
      done(null, payload);
    });
  }

  /** From now on the server is not ready, and every answer closes its connection. */
  begin(): void {
    this.#stopping = true;
  }

  /** From now on new requests get 503, those of probes excepted. */
  refuse(): void {
    this.begin();
    this.#refusing = true;
  }

  /** Resolves once no request is in progress. */
  async idle(): Promise<void> {
    if (this.#inProgress > 0) {
      await new Promise<void>((resolve) => (this.#onIdle = resolve));
    }
  }

  beforeApplicationShutdown(): void {
    this.refuse();
  }
}
