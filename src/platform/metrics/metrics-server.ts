import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Config } from '../config/config.js';
import { serveMetrics } from './metrics-endpoint.js';
import { Metrics } from './metrics.js';

/** Serves the metrics on `METRICS_PORT`; does nothing without. */
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
    if (METRICS_PORT !== undefined) {
      this.#server = await serveMetrics(this.metrics, METRICS_PORT, HOST);
    }
  }

  /** The port that was taken; undefined if none is served. */
  get port(): number | undefined {
    return (this.#server?.address() as AddressInfo | undefined)?.port;
  }

  onApplicationShutdown(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }
}
