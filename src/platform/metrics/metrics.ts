import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Workers } from '../cluster/workers.js';
import { Database } from '../database/database.js';
import { OpenDatabase } from '../database/open-database.js';
import { addPoolMetrics } from './pool-metrics.js';
import { addReplicaMetrics } from './replica-metrics.js';
import type { MetricsSource } from './metrics-endpoint.js';
import { metricsAnswers } from './worker-metrics.js';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Upper bounds in seconds: from a cached read to the limit of time of a request. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What Prometheus reads: the process (memory, event loop, garbage collection) and its requests. */
@Injectable()
export class Metrics implements MetricsSource {
  readonly #registry = new Registry();
  readonly #duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of HTTP requests by method, route template and status',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [this.#registry],
  });

  constructor(
    { replicas }: OpenDatabase,
    database: Database,
    private readonly workers: Workers,
  ) {
    collectDefaultMetrics({ register: this.#registry });
    addPoolMetrics(this.#registry, database);
    if (replicas) addReplicaMetrics(this.#registry, replicas);
    workers.primary?.answer(metricsAnswers(this.#registry));
  }

  /** Measures every request from now on; routes are templates, so that their number stays bounded. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'unknown';
      this.#duration
        .labels(request.method, route, String(reply.statusCode))
        .observe(reply.elapsedTime / 1_000);
      done();
    });
  }

  /** The type of `text`, with the version of the exposition format. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All metrics in Prometheus' text format; those of all workers together where there are several. */
  async text(): Promise<string> {
    return this.workers.primary?.ask('metrics') ?? this.#registry.metrics();
  }
}
