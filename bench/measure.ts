import autocannon from 'autocannon';
import { createHistogram } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { ServerProcess } from './server-process.js';

/** Pause after each load, in milliseconds. */
const SETTLE_MS = 200;

/** One measurement of one work on one server. */
export interface Measurement {
  /** Requests that were answered. */
  requests: number;
  requests_per_second: number;
  p50_ms: number;
  p99_ms: number;
  /** Microseconds of CPU of the server process per request. */
  cpu_us: number;
}

/** What is sent, and for how long. */
export interface Load {
  token: string;
  requests: autocannon.Request[];
  connections: number;
  /** Seconds; or `amount`. */
  duration?: number;
  amount?: number;
}

/**
 * Puts a server under load.
 *
 * @throws Error if any answer is neither 2xx nor 304: then something else was measured than was meant
 */
export async function measure(server: ServerProcess, load: Load): Promise<Measurement> {
  const before = await server.usage();
  const { token, ...options } = load;
  const latency = createHistogram();
  const result = await autocannon({
    url: server.url,
    headers: { authorization: `Bearer ${token}` },
    timeout: 60,
    // autocannon itself rounds to milliseconds.
    setupClient: (client) => {
      client.on('response', (_status, _bytes, ms) => latency.record(Math.max(1, Math.round(ms * 1_000))));
    },
    ...options,
  });
  // Requests that were cut off at the end are still being worked on: the next measurement must not meet them.
  await setTimeout(SETTLE_MS);
  const after = await server.usage();
  const answered = result.requests.total;
  const good = result['2xx'] + (result.statusCodeStats?.['304']?.count ?? 0);
  if (result.errors > 0 || good < result['2xx'] + result.non2xx) {
    const codes = Object.entries(result.statusCodeStats ?? {})
      .map(([code, stat]) => `${code}: ${stat.count ?? 0}`)
      .join(', ');
    throw new Error(`Not every request was answered as meant (errors: ${result.errors}; ${codes})`);
  }
  return {
    requests: answered,
    requests_per_second: answered / result.duration,
    p50_ms: latency.percentile(50) / 1_000,
    p99_ms: latency.percentile(99) / 1_000,
    cpu_us: (after.cpu - before.cpu) / answered,
  };
}
