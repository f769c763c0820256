import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../database/database.js';

/** Adds how busy the connections to the primary are; there is nothing of the embedded database, which has one. */
export function addPoolMetrics(registry: Registry, database: Database): void {
  new Gauge({
    name: 'database_connections',
    help: 'Connections to the primary by state (used, idle), and callers that wait for one (waiting)',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { connections } = database;
      if (!connections) return;
      this.set({ state: 'used' }, connections.used);
      this.set({ state: 'idle' }, connections.idle);
      this.set({ state: 'waiting' }, connections.waiting);
    },
  });
}
