import { type Account, Api } from './api.js';
import { measure, type Measurement } from './measure.js';
import type { ServerProcess } from './server-process.js';
import type { Work } from './work.js';

/** Puts one work to a server for so many seconds. */
export async function measureWork(
  work: Work,
  server: ServerProcess,
  account: Account,
  connections: number,
  seconds: number,
): Promise<Measurement> {
  const api = new Api(server.url, account.token);
  return measure(server, {
    token: account.token,
    connections: work.connections ?? connections,
    duration: seconds,
    requests: await work.requests({ api, account }),
  });
}
