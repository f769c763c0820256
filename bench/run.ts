import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { type Account, Api } from './api.js';
import { compare } from './compare.js';
import { type BenchDatabase, makeDatabase } from './database.js';
import { type Footprints, footprintsOf, lineOf } from './footprint.js';
import { measureWork } from './measure-work.js';
import { type Options, readOptions, USAGE } from './options.js';
import { prepare } from './prepare.js';
import { progress } from './progress.js';
import { type Measurements, reportOf, tableOf, type WorkReport } from './report.js';
import { tidy } from './seed.js';
import { type Servers, startServers, type Starts, timeStarts } from './servers.js';
import { type Work, WORKS } from './work.js';

const DIRECTORY = '.data/bench';

/** Seconds of load before a work is measured for the first time, so that its code is compiled. */
const WARM_UP = 2;

async function main(options: Options): Promise<void> {
  await mkdir(DIRECTORY, { recursive: true });
  const unknown = options.work.filter((name) => WORKS.every((work) => work.name !== name));
  if (unknown.length > 0) {
    throw new Error(
      `There is no work named ${unknown.join(', ')}; there are ${WORKS.map(({ name }) => name).join(', ')}`,
    );
  }
  const database = await makeDatabase(process.env.DATABASE_URL);
  if (!database.shared) {
    console.log(
      'DATABASE_URL is not set: Strata is measured on the embedded PostgreSQL, without the baseline,',
    );
    console.log('since only one process can use that.\n');
    options.servers = ['strata'];
  }
  const servers: Servers = {};
  try {
    const account = await prepare(options, database);
    const starts = await timeStarts(options, database);
    await startServers(servers, options, database);
    await run(options, database, servers, account, starts);
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    await database.drop();
  }
}

async function run(
  options: Options,
  database: BenchDatabase,
  servers: Servers,
  account: Account,
  starts: Starts,
): Promise<void> {
  const { baseline, strata } = servers;
  if (baseline && strata) {
    progress('comparing the answers');
    await compare(new Api(baseline.url, account.token), new Api(strata.url, account.token));
    await database.use(tidy);
  }
  const works = WORKS.filter(({ name }) => options.work.length === 0 || options.work.includes(name));
  const measured = new Map<Work, Measurements>(works.map((work) => [work, {}]));
  for (let round = 1; round <= options.rounds; round++) {
    for (const work of works) {
      // Whoever begins has an advantage or a disadvantage, in turn.
      for (const name of round % 2 === 1 ? options.servers : options.servers.toReversed()) {
        progress(`round ${round} of ${options.rounds}: ${work.name} on ${name}`);
        const load = (seconds: number) =>
          measureWork(work, servers[name]!, account, options.connections, seconds);
        if (round === 1) {
          await load(WARM_UP);
        }
        const one = await load(options.seconds);
        (measured.get(work)![name] ??= []).push(one);
        if (work.writes && database.shared) {
          await database.use(tidy);
        }
      }
    }
  }
  const footprints = await footprintsOf(options, servers, account, starts);
  progress();
  await publish(
    options,
    database,
    works.map((work) => reportOf(work, options.baseline, measured.get(work)!)),
    footprints,
  );
}

async function publish(
  options: Options,
  database: BenchDatabase,
  reports: WorkReport[],
  footprints: Footprints,
): Promise<void> {
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}, ${database.version}`;
  console.log(
    `${machine}; ${options.rows} rows, ${options.connections} connections, ${options.rounds} rounds of ${options.seconds} s; ` +
      `${options.baseline} baseline, ${options.workers} worker(s) of Strata\n`,
  );
  console.log(tableOf(reports));
  console.log();
  for (const name of options.servers) {
    console.log(lineOf(name, footprints[name]!));
  }
  const file = path.join(DIRECTORY, `${new Date().toISOString().replaceAll(':', '-')}.json`);
  await writeFile(file, JSON.stringify({ machine, options, footprints, works: reports }, null, 2));
  console.log(`\nWritten to ${file}`);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options) {
    await main(options);
  } else {
    console.log(USAGE);
  }
} catch (error) {
  progress();
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
