import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Config } from '../config/config.js';
import { StartError } from '../errors/start-error.js';
import { Metrics } from './metrics.js';

/** Serves the metrics on `METRICS_PORT`, to whoever reaches it; does nothing without. */
@Injectable()
export class MetricsServer implements OnApplicationBootstrap, OnApplicationShutdown {
  #server?: Server;

  constructor(
    private readonly metrics: Metrics,
    private readonly config: Config,
  ) {}

  /** @throws StartError if the port is taken */
  async onApplicationBootstrap(): Promise<void> {
    const { METRICS_PORT, HOST } = this.config;
    if (METRICS_PORT === undefined) {
      return;
    }
    const server = createServer((request, response) => void this.#answer(request, response));
    server.listen(METRICS_PORT, HOST);
    try {
      await once(server, 'listening');
    } catch (error) {
      throw new StartError(
        `The metrics cannot be served on ${HOST}:${METRICS_PORT}: is another program there? Set METRICS_PORT to a free port.`,
        { cause: error },
      );
    }
    this.#server = server;
  }

  /** The port that was taken; undefined if none is served. */
  get port(): number | undefined {
    return (this.#server?.address() as AddressInfo | undefined)?.port;
  }

  onApplicationShutdown(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  async #answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (method !== 'GET' || url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    const text = await this.metrics.text();
    response
      .writeHead(200, { 'content-type': this.metrics.contentType, 'cache-control': 'no-store' })
      .end(text);
  }
}
