import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import path from 'node:path';
import { type Account, Api } from './api.js';
import { compare } from './compare.js';
import { type BenchDatabase, makeDatabase } from './database.js';
import { measure } from './measure.js';
import { type Options, readOptions, type ServerName, USAGE } from './options.js';
import { progress } from './progress.js';
import { type Measurements, reportOf, tableOf, type WorkReport } from './report.js';
import { seed, tidy } from './seed.js';
import { ServerProcess } from './server-process.js';
import { type Work, WORKS } from './work.js';

const DIRECTORY = '.data/bench';

const MAIN: Record<ServerName, string> = { baseline: 'baseline/main.js', strata: '../src/main.js' };

/** Seconds of load before a work is measured for the first time, so that its code is compiled. */
const WARM_UP = 2;

type Servers = Partial<Record<ServerName, ServerProcess>>;

/** The environment of both servers: production, with limits that the load does not reach. */
function environment(database: BenchDatabase): NodeJS.ProcessEnv {
  return {
    ...database.env,
    LOG_FORMAT: 'json',
    RATE_LIMIT_PER_MINUTE: '1000000000',
    LOGIN_RATE_PER_MINUTE: '1000000000',
    AUTH_RATE_PER_MINUTE: '1000000000',
    MIGRATE_ON_START: 'false',
    // Production refuses the embedded database.
    ...(!database.shared && { NODE_ENV: 'development', DOCS_ENABLED: 'false' }),
  };
}

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
    const account = await prepare(database, options.rows);
    for (const name of options.servers) {
      servers[name] = await ServerProcess.start(MAIN[name], environment(database), profiling(options, name));
    }
    await run(options, database, servers, account);
  } finally {
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    await database.drop();
  }
}

/** Migrates, makes an account, and fills the table. */
async function prepare(database: BenchDatabase, rows: number): Promise<Account> {
  progress(`preparing ${rows} rows on ${database.version}`);
  const first = await ServerProcess.start(MAIN.strata, {
    ...environment(database),
    MIGRATE_ON_START: 'true',
  });
  const account = await new Api(first.url).register().finally(() => first.stop());
  await database.use((execute) => seed(execute, rows, account.id));
  return account;
}

function profiling({ profile }: Options, name: ServerName): string[] {
  return profile ? ['--cpu-prof', `--cpu-prof-dir=${path.resolve(profile, name)}`] : [];
}

async function run(
  options: Options,
  database: BenchDatabase,
  servers: Servers,
  account: Account,
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
        const one = await measureWork(options, work, servers[name]!, account, round === 1);
        (measured.get(work)![name] ??= []).push(one);
        if (work.writes && database.shared) {
          await database.use(tidy);
        }
      }
    }
  }
  const memory = await memoryOf(options, servers, account);
  progress();
  await publish(
    options,
    database,
    works.map((work) => reportOf(work, measured.get(work)!)),
    servers,
    memory,
  );
}

async function measureWork(
  options: Options,
  work: Work,
  server: ServerProcess,
  account: Account,
  first: boolean,
) {
  const api = new Api(server.url, account.token);
  const connections = work.connections ?? options.connections;
  const load = async (duration: number) =>
    measure(server, {
      token: account.token,
      connections,
      duration,
      requests: await work.requests({ api, account }),
    });
  if (first) {
    await load(WARM_UP);
  }
  return load(options.seconds);
}

/** Megabytes of memory of each server: at most, after the load, and after the further requests of `--soak`. */
async function memoryOf(options: Options, servers: Servers, account: Account) {
  const megabytes = (bytes: number): number => Math.round(bytes / 1_048_576);
  const memory: Record<string, Record<string, number>> = {};
  for (const [name, server] of Object.entries(servers)) {
    const { rss, peak } = await server.usage();
    memory[name] = { peak: megabytes(peak), after_load: megabytes(rss) };
  }
  if (options.soak > 0 && servers.strata) {
    const { strata } = servers;
    progress(`${options.soak} further requests to Strata`);
    const api = new Api(strata.url, account.token);
    const requests = await WORKS.find(({ name }) => name === 'mix')!.requests({ api, account });
    await measure(strata, {
      token: account.token,
      connections: options.connections,
      amount: options.soak,
      requests,
    });
    memory.strata!.after_soak = megabytes((await strata.usage()).rss);
  }
  return memory;
}

async function publish(
  options: Options,
  database: BenchDatabase,
  reports: WorkReport[],
  servers: Servers,
  memory: Record<string, Record<string, number>>,
): Promise<void> {
  const machine = `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}, ${database.version}`;
  console.log(
    `${machine}; ${options.rows} rows, ${options.connections} connections, ${options.rounds} rounds of ${options.seconds} s\n`,
  );
  console.log(tableOf(reports));
  for (const [name, server] of Object.entries(servers)) {
    const figures = Object.entries(memory[name]!).map(
      ([when, megabytes]) => `${when.replace('_', ' ')} ${megabytes} MB`,
    );
    console.log(`\n${name}: ready after ${server.readyAfter.toFixed(0)} ms; memory: ${figures.join(', ')}`);
  }
  const file = path.join(DIRECTORY, `${new Date().toISOString().replaceAll(':', '-')}.json`);
  const ready = Object.fromEntries(
    Object.entries(servers).map(([name, { readyAfter }]) => [name, Math.round(readyAfter)]),
  );
  await writeFile(
    file,
    JSON.stringify({ machine, options, ready_ms: ready, memory_mb: memory, works: reports }, null, 2),
  );
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
