import { type Account, Api } from './api.js';
import { measure } from './measure.js';
import type { Options, ServerName } from './options.js';
import { progress } from './progress.js';
import { median } from './report.js';
import type { ServerProcess } from './server-process.js';
import type { Servers, Starts } from './servers.js';
import { WORKS } from './work.js';

/** What a server takes besides the time of its requests. */
export interface Footprint {
  /** Milliseconds from the start of the process until it is ready, of each start. */
  ready_ms: number[];
  /** Megabytes: at most, after the load, and after the further requests of `--soak`. */
  memory_mb: { peak: number; after_load: number; after_soak?: number };
}

export type Footprints = Partial<Record<ServerName, Footprint>>;

/** Strata has to be ready within so many milliseconds, with nothing to migrate. */
const READY_TARGET = 1500;

/** Strata has to stay below so many megabytes after the load. */
const MEMORY_TARGET = 200;

/** One line for a terminal; that of Strata says whether the targets are met. */
export function lineOf(name: ServerName, { ready_ms: starts, memory_mb: memory }: Footprint): string {
  const ready = median(starts);
  const verdict = (target: string, met: boolean): string =>
    name === 'strata' ? ` (${target} ${met ? 'met' : 'MISSED'})` : '';
  const soaked = memory.after_soak === undefined ? '' : `, after further requests ${memory.after_soak} MB`;
  return (
    `${name}: ready after ${ready} ms${verdict(`${READY_TARGET} ms`, ready <= READY_TARGET)}; ` +
    `memory: ${memory.after_load} MB after the load` +
    `${verdict(`${MEMORY_TARGET} MB`, memory.after_load < MEMORY_TARGET)}, ${memory.peak} MB at most${soaked}`
  );
}

/** Starts and memory of each server; puts the further requests of `--soak` to Strata. */
export async function footprintsOf(
  options: Options,
  servers: Servers,
  account: Account,
  starts: Starts,
): Promise<Footprints> {
  const footprints: Footprints = {};
  for (const name of options.servers) {
    const { rss, peak } = await servers[name]!.usage();
    footprints[name] = {
      ready_ms: starts[name],
      memory_mb: { peak: megabytes(peak), after_load: megabytes(rss) },
    };
  }
  if (options.soak > 0 && servers.strata) {
    footprints.strata!.memory_mb.after_soak = await soak(options, servers.strata, account);
  }
  return footprints;
}

/** Sends further requests; returns the megabytes that the server takes then. */
async function soak(options: Options, server: ServerProcess, account: Account): Promise<number> {
  progress(`${options.soak} further requests to Strata`);
  const api = new Api(server.url, account.token);
  await measure(server, {
    token: account.token,
    connections: options.connections,
    amount: options.soak,
    requests: await WORKS.find(({ name }) => name === 'mix')!.requests({ api, account }),
  });
  return megabytes((await server.usage()).rss);
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}
