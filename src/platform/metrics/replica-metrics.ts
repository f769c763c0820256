import { Counter, Gauge, type Registry } from 'prom-client';
import type { Replicas } from '../database/replicas/replicas.js';

/** Adds what is known of each read replica to the metrics, under the label `replica` (host and port). */
export function addReplicaMetrics(registry: Registry, replicas: Replicas): void {
  const common = { labelNames: ['replica'] as const, registers: [registry] };
  new Gauge({
    ...common,
    name: 'replica_used',
    help: 'Whether reads go to the replica (1) or it is left out (0)',
    aggregator: 'min',
    collect() {
      for (const { name, used } of replicas.status) this.set({ replica: name }, used ? 1 : 0);
    },
  });
  new Gauge({
    ...common,
    name: 'replica_lag_seconds',
    help: 'How far the replica is behind the primary at most; +Inf while that is not known',
    aggregator: 'max',
    collect() {
      for (const { name, lag } of replicas.status) this.set({ replica: name }, lag / 1_000);
    },
  });
  new Counter({
    ...common,
    name: 'replica_reads_total',
    help: 'Reads that the replica has answered',
    collect() {
      this.reset();
      for (const { name, reads } of replicas.status) this.inc({ replica: name }, reads);
    },
  });
  new Counter({
    ...common,
    name: 'replica_failures_total',
    help: 'Reads that the replica could not answer and the primary took over',
    collect() {
      this.reset();
      for (const { name, failures } of replicas.status) this.inc({ replica: name }, failures);
    },
  });
}
