import { parseArgs } from 'node:util';

/** What to measure, as the command line says. */
export interface Options {
  /** The names of the works; all of them if empty. */
  work: string[];
  servers: ServerName[];
  /** What Strata is compared with. */
  baseline: Baseline;
  /** Processes of Strata (`WORKERS`). */
  workers: number;
  rounds: number;
  seconds: number;
  connections: number;
  rows: number;
  /** Further requests after the rounds, to see whether memory grows. */
  soak: number;
  /** Where to write V8 CPU profiles of the servers. */
  profile?: string;
}

export const SERVERS = ['baseline', 'strata'] as const;

export type ServerName = (typeof SERVERS)[number];

/** Both are written by hand; the bare one has no security headers, metrics and limits. */
export const BASELINES = ['full', 'bare'] as const;

export type Baseline = (typeof BASELINES)[number];

/** The options that add up when they are given several times. */
const LISTS = new Set(['work', 'servers']);

export const USAGE = `npm run bench -- [options]

  --work NAME,…        what to measure (default: everything)
  --servers NAME,…     baseline, strata (default: both)
  --baseline KIND      full, or bare: without security headers, metrics and limits (default: full)
  --workers N          processes of Strata (default: 1)
  --rounds N           measurements of each work, taken in turn (default: 3)
  --seconds N          length of each measurement (default: 5)
  --connections N      requests in flight (default: 16)
  --rows N             rows in the table (default: 100000)
  --soak N             further requests to Strata, to see whether its memory grows (default: 0)
  --profile DIRECTORY  write a V8 CPU profile of each server there
  --help               this text

--work and --servers may be given several times; they add up.

DATABASE_URL names the PostgreSQL server; a database of its own is made there, and dropped afterwards.`;

/** @throws TypeError if an option is unknown, not a number, or given twice where that says two things */
export function readOptions(args: string[]): Options | undefined {
  const { values, tokens } = parseArgs({
    args,
    tokens: true,
    options: {
      work: { type: 'string', multiple: true, default: [] },
      servers: { type: 'string', multiple: true, default: [...SERVERS] },
      baseline: { type: 'string', default: 'full' },
      workers: { type: 'string', default: '1' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '5' },
      connections: { type: 'string', default: '16' },
      rows: { type: 'string', default: '100000' },
      soak: { type: 'string', default: '0' },
      profile: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    return undefined;
  }
  refuseRepeated(tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : [])));
  return {
    work: namesIn(values.work),
    servers: serversOf(namesIn(values.servers)),
    baseline: baselineOf(values.baseline),
    workers: positive('workers', values.workers),
    rounds: positive('rounds', values.rounds),
    seconds: positive('seconds', values.seconds),
    connections: positive('connections', values.connections),
    rows: positive('rows', values.rows),
    soak: Number(values.soak),
    profile: values.profile,
  };
}

/** Names, separated by commas or each with an option of its own. */
function namesIn(texts: string[]): string[] {
  return texts.flatMap((text) => text.split(',')).filter(Boolean);
}

/** Node takes the last of several values and says nothing of the others. */
function refuseRepeated(names: string[]): void {
  const repeated = names.find((name, i) => !LISTS.has(name) && names.indexOf(name) !== i);
  if (repeated) {
    throw new TypeError(`--${repeated} is given more than once`);
  }
}

function serversOf(names: string[]): ServerName[] {
  const unknown = names.find((name) => !(SERVERS as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`--servers takes ${SERVERS.join(' and ')}, not "${unknown}"`);
  }
  return SERVERS.filter((name) => names.includes(name));
}

function baselineOf(text: string): Baseline {
  const found = BASELINES.find((name) => name === text);
  if (!found) {
    throw new TypeError(`--baseline takes ${BASELINES.join(' or ')}, not "${text}"`);
  }
  return found;
}

/** @throws TypeError unless it is a number above 0 */
export function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) {
    throw new TypeError(`--${name} takes a number above 0, not "${text}"`);
  }
  return value;
}
