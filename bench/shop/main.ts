import cluster from 'node:cluster';
import { setSourceMapsSupport } from 'node:module';
import { ownWorkers } from '../../src/platform/cluster/own-worker.js';
import { workerCount } from '../../src/platform/cluster/worker-count.js';
import { loadConfig } from '../../src/platform/config/load-config.js';

// As `src/main.ts` and `src/serve.ts` start the application, with the shop besides.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
const config = loadConfig();
if (cluster.isPrimary && workerCount(config) > 1) {
  const { lead } = await import('../../src/platform/start/lead.js');
  await lead(config);
} else {
  const { serve } = await import('../../src/serve-process.js');
  const { SHOP } = await import('./shop.module.js');
  await serve(config, ownWorkers(), SHOP);
}
