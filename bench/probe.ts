import { resourceUsage } from 'node:process';

/** What a server process tells of itself: microseconds of CPU so far, and bytes of memory now and at most. */
export interface Usage {
  cpu: number;
  rss: number;
  peak: number;
}

/**
 * Loaded into each server process with `--import`: answers every message of the benchmark with its usage. The channel
 * keeps no process alive.
 */
process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const usage: Usage = {
    cpu: user + system,
    rss: process.memoryUsage.rss(),
    peak: resourceUsage().maxRSS * 1024,
  };
  process.send?.(usage);
});
process.channel?.unref();
