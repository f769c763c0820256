import cluster from 'node:cluster';
import type { Config } from '../config/config.js';
import { Line } from './line.js';
import { type Role, Workers } from './workers.js';

/** The variable by which the first process tells a worker its role, as JSON. */
const ROLE = 'STRATA_WORKER';

/** The environment that gives a worker its role. */
export function environmentOf(role: Role): Record<string, string> {
  return { [ROLE]: JSON.stringify(role) };
}

/** What this process is among those that serve together: a worker of a first process, or alone. */
export function ownWorkers(): Workers {
  const role = cluster.isWorker ? process.env[ROLE] : undefined;
  return role === undefined ? new Workers() : new Workers(JSON.parse(role) as Role, lineToPrimary());
}

/** Node ends a worker when its first process has gone, so nobody waits at the cut line. */
function lineToPrimary(): Line {
  const line = new Line((message) => process.send!(message, undefined, undefined, () => undefined));
  process.on('message', (message) => line.receive(message));
  return line;
}

/** The configuration of a process with this role: what is done once is left to the one that does it. */
export function configFor({ role, primary }: Workers, config: Config): Config {
  if (!primary) {
    return config;
  }
  const prepared = { MIGRATE_ON_START: false, ADMIN_EMAIL: undefined, ADMIN_PASSWORD: undefined };
  return Object.freeze({ ...config, METRICS_PORT: undefined, ...(!role.prepares && prepared) });
}
