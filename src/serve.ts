import cluster from 'node:cluster';
import './config-keys.js';
import { ownWorkers } from './platform/cluster/own-worker.js';
import { workerCount } from './platform/cluster/worker-count.js';
import type { Config } from './platform/config/config.js';
import { loadConfig } from './platform/config/load-config.js';
import { StartError } from './platform/errors/start-error.js';

const workers = ownWorkers();
let config: Config | undefined;

/** Serves; or, where several processes are to serve (`WORKERS`), leads them. Each loads only what it needs. */
async function start(): Promise<void> {
  refuseArguments(process.argv.slice(2));
  config = loadConfig();
  if (cluster.isPrimary && workerCount(config) > 1) {
    const { lead } = await import('./platform/start/lead.js');
    await lead(config);
  } else {
    const { serve } = await import('./serve-process.js');
    await serve(config, workers);
  }
}

/** Nobody should take for granted what is not read. */
function refuseArguments(given: readonly string[]): void {
  if (given.length > 0) {
    throw new StartError(
      `The server takes no arguments, and was given: ${given.join(' ')}. ` +
        'Settings are environment variables, as in PORT=8080 npm start, or lines of .env; .env.example lists them.',
    );
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
