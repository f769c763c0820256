import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { parseEnv } from 'node:util';
import { customCleanEnv } from 'envalid';
import { ConfigError, type ConfigFault } from './config-error.js';
import { type Config, configSchema, type FeatureKeys } from './config.js';
import { brokenRules } from './rules.js';

/** Raw values by key, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads and checks the configuration.
 *
 * @param env raw values; by default `.env` of the working directory under the real environment, which wins
 * @param terminal whether the process writes to a terminal (decides the default of LOG_FORMAT)
 * @returns one frozen object with a parsed value for every key
 * @throws ConfigError when anything is wrong, with all faults at once
 */
export function loadConfig(env: Environment = environment(), terminal = process.stdout.isTTY): Config {
  const given = withoutEmpty(env);
  const production = given['NODE_ENV'] === 'production';
  const schema = configSchema({ production, terminal });
  const faults: ConfigFault[] = [];
  const config = customCleanEnv(given, schema, (values) => ({ ...values }), {
    reporter: ({ errors }) => {
      for (const [key, error] of Object.entries(errors)) faults.push({ key, problem: error.message });
    },
  });
  faults.push(...brokenRules((key) => given[key] !== undefined, production));
  if (faults.length > 0) throw new ConfigError(inSchemaOrder(faults, Object.keys(schema)));
  const publicUrl =
    given['PUBLIC_URL'] === undefined ? listenUrl(config.HOST, config.PORT) : config.PUBLIC_URL;
  // The schema holds the declared keys too; only `FeatureKeys` knows their types.
  const all = config as typeof config & FeatureKeys;
  return Object.freeze({ ...all, PUBLIC_URL: publicUrl });
}

/** The real environment over the `.env` file of the working directory, when there is one. */
export function environment(): Environment {
  return { ...readEnvFile('.env'), ...process.env };
}

function readEnvFile(path: string): Environment {
  try {
    return parseEnv(decodeText(readFileSync(path)));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    const problem =
      error instanceof TypeError ? 'is not text in UTF-8; save it in that encoding' : 'cannot be read';
    throw new ConfigError([{ key: path, problem }]);
  }
}

/**
 * A byte order mark is left out; it would become a part of the first key. PowerShell writes UTF-16, of which nothing would be
 * understood.
 *
 * @throws TypeError if it is not text in UTF-8
 */
function decodeText(bytes: Buffer): string {
  if (bytes.includes(0)) throw new TypeError('NUL');
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** An empty value means unset, so that `KEY=` in a file or in Compose takes the default. A password keeps its blanks. */
function withoutEmpty(env: Environment): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [key, value] of Object.entries(env)) {
    const trimmed = value?.trim() ?? '';
    if (trimmed !== '') given[key] = key === 'ADMIN_PASSWORD' ? (value ?? '') : trimmed;
  }
  return given;
}

function inSchemaOrder(faults: ConfigFault[], order: string[]): ConfigFault[] {
  return faults.toSorted((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
}

function listenUrl(host: string, port: number): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${String(port)}`;
}
