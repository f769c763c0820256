import { readArguments } from '../src/platform/cli/arguments.js';
import type { Account } from './api.js';
import { CpuShare } from './cpu-share.js';
import { makeDatabase } from './database.js';
import type { Measurement } from './measure.js';
import { measureWork } from './measure-work.js';
import { positive, readOptions } from './options.js';
import { prepare } from './prepare.js';
import { progress } from './progress.js';
import { median, spread, text } from './report.js';
import type { ServerProcess } from './server-process.js';
import { startStrata } from './servers.js';
import { type Work, WORKS } from './work.js';

/** Of one core, for each worker. */
const SHARE = 0.25;

/** Enough that each of two workers always has work. */
const CONNECTIONS = 64;

const MEASURED = WORKS.filter(({ name }) => ['get', 'cursor-page'].includes(name));

const USAGE = `npm run bench:workers -- [options]

  --rounds N   measurements of each work, of one and two workers in turn (default: 11)
  --seconds N  length of each measurement (default: 3)
  --warm-up N  seconds of load for each worker before it is limited, so that its code is compiled (default: 15; half of that is not enough)
  --help       this text

How much more two workers serve than one, on a machine that has no core to spare for the load and the database: each worker
gets ${SHARE} of a core for itself, so that the workers alone are what limits. It takes five minutes, and
has to be root on Linux.

DATABASE_URL names the PostgreSQL server; a database of its own is made there, and dropped afterwards.`;

/** How long it measures. */
interface Extent {
  rounds: number;
  seconds: number;
  warmUp: number;
}

const options = readOptions([])!;

function readExtent(): Extent {
  const { values } = readArguments(USAGE, {
    options: {
      rounds: { type: 'string', default: '11' },
      seconds: { type: 'string', default: '3' },
      'warm-up': { type: 'string', default: '15' },
    },
  });
  return {
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    warmUp: positive('warm-up', values['warm-up']),
  };
}

async function main(extent: Extent): Promise<void> {
  CpuShare.prepare();
  if (!process.env.DATABASE_URL) {
    throw new Error('Several workers need a PostgreSQL server: set DATABASE_URL');
  }
  const database = await makeDatabase(process.env.DATABASE_URL);
  const servers: ServerProcess[] = [];
  const shares: CpuShare[] = [];
  try {
    const account = await prepare(options, database);
    for (const workers of [1, 2]) {
      const server = await startStrata({ ...options, workers }, database);
      servers.push(server);
      for (const work of MEASURED) {
        progress(`warming ${workers} worker(s) up: ${work.name}`);
        await measureWork(work, server, account, CONNECTIONS, extent.warmUp * workers);
      }
      for (const pid of server.serving) shares.push(new CpuShare(pid, SHARE));
    }
    await run(servers[0]!, servers[1]!, account, extent);
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    shares.forEach((share) => share.remove());
    await database.drop();
  }
}

async function run(
  one: ServerProcess,
  two: ServerProcess,
  account: Account,
  { rounds, seconds }: Extent,
): Promise<void> {
  for (const work of MEASURED) {
    const measured = new Map<ServerProcess, Measurement[]>([
      [one, []],
      [two, []],
    ]);
    for (let round = 1; round <= rounds; round++) {
      for (const server of round % 2 === 1 ? [one, two] : [two, one]) {
        progress(`round ${round} of ${rounds}: ${work.name} on ${server === one ? 1 : 2} worker(s)`);
        measured.get(server)!.push(await measureWork(work, server, account, CONNECTIONS, seconds));
      }
    }
    progress();
    console.log(lineOf(work, measured.get(one)!, measured.get(two)!));
  }
}

/** The ratio, and what each round gave. */
function lineOf({ name }: Work, one: Measurement[], two: Measurement[]): string {
  const ratios = two.map(({ requests_per_second: rate }, i) => rate / one[i]!.requests_per_second);
  const [ofOne, ofTwo] = [one, two].map((all) =>
    all.map((each) => each.requests_per_second.toFixed(0)).join(' '),
  );
  const [cpuOne, cpuTwo] = [one, two].map((all) => median(all.map(({ cpu_us: cpu }) => cpu)).toFixed(0));
  return (
    `${name}: two workers serve ${text(spread(ratios))} times as much as one\n` +
    `  requests per second of one: ${ofOne}; of two: ${ofTwo}\n` +
    `  CPU µs per request of one: ${cpuOne}; of two, with the first process: ${cpuTwo}`
  );
}

try {
  await main(readExtent());
} catch (error) {
  progress();
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
