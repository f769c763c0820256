import cluster from 'node:cluster';
import { ownWorkers } from './platform/cluster/own-worker.js';
import { workerCount } from './platform/cluster/worker-count.js';
import type { Config } from './platform/config/config.js';
import { loadConfig } from './platform/config/load-config.js';

const workers = ownWorkers();
let config: Config | undefined;

/** Serves; or, where several processes are to serve (`WORKERS`), leads them. Each loads only what it needs. */
async function start(): Promise<void> {
  config = loadConfig();
  if (cluster.isPrimary && workerCount(config) > 1) {
    const { lead } = await import('./platform/start/lead.js');
    await lead(config);
  } else {
    const { serve } = await import('./serve-process.js');
    await serve(config, workers);
  }
}

start().catch(async (error: unknown) => {
  const { startFailure } = await import('./platform/start/start-failure.js');
  const problem = startFailure(error, config);
  if (workers.primary) {
    await workers.primary.ask('cannot start', problem);
  } else {
    process.stderr.write(`${problem}\n`);
  }
  process.exit(1);
});
