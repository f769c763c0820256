import { closestName } from './closest-name.js';

/** The beginning that is meant; `postgres:name` would be understood otherwise than it looks. */
const BEGINNING = /^postgres(ql)?:\/\//i;

/** Several hosts, as libpq takes them. */
const HOST_LIST = /^postgres(ql)?:\/\/([^/?#]*@)?[^/?#@]*,/i;

/** Behind the user, a slash: no host. */
const NO_HOST = /^postgres(ql)?:\/\/[^/?#]*@\//i;

/** By which other clients of PostgreSQL – Prisma, JDBC – take a schema; the driver ignores them. */
const SCHEMA_PARAMETERS = ['schema', 'currentSchema', 'search_path'];

/** Parameters that would replace a setting of the application, and the key that sets it. */
const OWN_KEYS: ReadonlyMap<string, string> = new Map([
  ['statement_timeout', 'STATEMENT_TIMEOUT_MS'],
  ['query_timeout', 'STATEMENT_TIMEOUT_MS'],
  ['lock_timeout', 'LOCK_TIMEOUT_MS'],
  ['idle_in_transaction_session_timeout', 'IDLE_IN_TRANSACTION_TIMEOUT_MS'],
  ['connectionTimeoutMillis', 'DATABASE_CONNECT_TIMEOUT_MS'],
  ['connection_limit', 'DATABASE_POOL_MAX'],
  ['max', 'DATABASE_POOL_MAX'],
  ['pgbouncer', 'DATABASE_PREPARED_STATEMENTS'],
]);

/** The words that a parameter may have; none where any text is right. */
const PARAMETERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['sslmode', ['disable', 'prefer', 'require', 'verify-ca', 'verify-full', 'no-verify']],
  ['ssl', ['true', '1', 'false', '0', 'no-verify']],
  ['sslnegotiation', ['postgres', 'direct']],
  ['uselibpqcompat', ['true', 'false']],
  ...['sslcert', 'sslkey', 'sslrootcert', 'user', 'password', 'host', 'port', 'application_name'].map(
    (name): [string, string[]] => [name, []],
  ),
]);

/** What libpq takes besides, and hosts of databases put into their URLs. The driver does without. */
const LIBPQ =
  /^(channel_binding|connect_timeout|fallback_application_name|gssencmode|keepalives(_\w+)?|load_balance_hosts|target_session_attrs|tcp_user_timeout)$/;

/**
 * Checks the URL of a PostgreSQL, down to what the driver would ignore, or understand otherwise than it looks.
 *
 * @returns the URL as the driver is to have it
 * @throws Error whose message completes "KEY: …" and repeats no value of the URL
 */
export function parseDatabaseUrl(input: string): string {
  const url = parse(input);
  checkName(url);
  checkParameters(url.searchParams);
  return forDriver(input, url.searchParams);
}

function parse(input: string): URL {
  if (!BEGINNING.test(input)) {
    throw new Error('must be a URL that starts with postgres:// or postgresql://');
  }
  if (HOST_LIST.test(input)) {
    throw new Error(
      'must name one host: what follows the primary through a failover is a proxy before the servers (HAProxy with Patroni, ' +
        'ops/haproxy-postgres.cfg, docs/scaling.md)',
    );
  }
  if (NO_HOST.test(input)) {
    throw new Error(
      'must name a host behind the user; for a socket: postgres:///database?host=/directory&user=name',
    );
  }
  const url = URL.parse(input);
  if (!url || url.hash || url.port === '0' || !isWellEncoded(input)) {
    throw new Error(
      'is no URL that can be read: in user, password and database each of / ? # % [ ] @ : is written as % and its code (%2F ' +
        'for a slash, %25 for %), and the port is a number from 1 to 65535',
    );
  }
  return url;
}

function isWellEncoded(text: string): boolean {
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(text));
  } catch {
    return false;
  }
}

function checkName({ pathname }: URL): void {
  if (pathname.length < 2) {
    throw new Error('must name a database, as in postgres://user:password@host:5432/database');
  }
  if (pathname.includes('/', 1)) {
    throw new Error(
      'must end with the name of a database, without another slash; one in user or password is written as %2F',
    );
  }
}

function checkParameters(given: URLSearchParams): void {
  const schema = SCHEMA_PARAMETERS.find((name) => given.has(name));
  if (schema) {
    throw new Error(`must not have ?${schema}=, which would be ignored: set DATABASE_SCHEMA instead`);
  }
  if (given.has('options')) {
    throw new Error(
      'must not have ?options=, which would replace the settings of the application: set DATABASE_SCHEMA instead of ' +
        'search_path, and whatever else with "alter role … set …" in the database',
    );
  }
  for (const [name, value] of given) checkParameter(name, value);
  if (
    given.get('uselibpqcompat') === 'true' &&
    given.get('sslmode') === 'verify-ca' &&
    !given.get('sslrootcert')
  ) {
    throw new Error('must have sslrootcert=<file of the certificate authority> beside sslmode=verify-ca');
  }
}

function checkParameter(name: string, value: string): void {
  const key = OWN_KEYS.get(name);
  if (key) {
    throw new Error(`must not have ?${name}=: set ${key} instead`);
  }
  if (!PARAMETERS.has(name) && !LIBPQ.test(name)) {
    throw new Error(unknown(name));
  }
  const words = PARAMETERS.get(name) ?? [];
  if (words.length > 0 && !words.includes(value)) {
    throw new Error(`must have one of ${words.join(', ')} behind ${name}=`);
  }
  if (name === 'port' && !(/^[1-9]\d{0,4}$/.test(value) && Number(value) < 65_536)) {
    throw new Error('must have a number from 1 to 65535 behind port=');
  }
}

/** A name may be a piece of a password that was not encoded, so it is not repeated. */
function unknown(name: string): string {
  const known = closestName(name, PARAMETERS.keys());
  return (
    'must not have parameters that are unknown and would be ignored; ' +
    (known ? `did you mean ${known}=?` : `known are ${[...PARAMETERS.keys()].join(', ')}`)
  );
}

/**
 * The driver takes `prefer`, `require` and `verify-ca` for `verify-full`, and prints a long warning; so it gets that at once.
 * It would understand `ssl=false` as true.
 */
function forDriver(input: string, given: URLSearchParams): string {
  const strict = given.get('uselibpqcompat') === 'true' ? input : input.replace(LOOSE_MODE, '$1verify-full');
  return strict.replace(/([?&]ssl=)false(?=&|$)/g, '$10');
}

const LOOSE_MODE = /([?&]sslmode=)(?:prefer|require|verify-ca)(?=&|$)/g;
