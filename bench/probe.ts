import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { resourceUsage } from 'node:process';

/** What a server process tells of itself: microseconds of CPU so far, and bytes of memory now and at most. */
export interface Usage {
  cpu: number;
  rss: number;
  peak: number;
}

/**
 * Loaded into each server process with `--import`: answers the benchmark's question with the usage of the process and of
 * its workers together. The channel keeps no process alive, but for a worker, which waits there for the first process.
 */
process.on('message', (message) => {
  if (message === 'usage') void usage().then((all) => process.send?.(all));
});
if (cluster.isPrimary) process.channel?.unref();

async function usage(): Promise<Usage> {
  const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
  const all = [own(), ...(await Promise.all(workers.map(usageOf)))];
  const sum = (of: keyof Usage): number => all.reduce((total, one) => total + one[of], 0);
  return { cpu: sum('cpu'), rss: sum('rss'), peak: sum('peak') };
}

function own(): Usage {
  const { user, system } = process.cpuUsage();
  return {
    cpu: user + system,
    rss: process.memoryUsage.rss(),
    peak: resourceUsage().maxRSS * 1024,
  };
}

/** The worker sends messages of the server's own besides. */
async function usageOf(worker: Worker): Promise<Usage> {
  worker.send('usage');
  for (;;) {
    const [message] = (await once(worker, 'message')) as [Partial<Usage>];
    if (message.cpu !== undefined) {
      return message as Usage;
    }
  }
}
