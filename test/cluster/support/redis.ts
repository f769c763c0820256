import { freePort } from '../../faults/support/cluster.js';
import type { Workshop } from './workshop.js';

/** Starts Redis with ops/redis.conf. @returns its URL */
export async function startRedis(workshop: Workshop): Promise<string> {
  const port = await freePort();
  const own = ['--port', String(port), '--bind', '127.0.0.1', '--dir', workshop.folder('redis')];
  await workshop.daemon(port, 'redis-server', [workshop.shipped('redis.conf'), ...own]);
  return `redis://127.0.0.1:${port}`;
}
