import { databaseName, placeOf } from '../banner.js';
import type { Explain, Failure } from './failure.js';
import { isError } from './is-error.js';

/** What is wrong by the error's code, behind "The database …". */
const BY_CODE: [codes: RegExp, says: (failure: Failure) => string][] = [
  [/^28/, () => 'refused the user or the password. Check both in DATABASE_URL'],
  [/^3D000$/, () => 'does not exist on its server. Create it (createdb), or check DATABASE_URL'],
  [
    /^55000$/,
    () =>
      'takes no connections. Allow them (alter database … allow_connections true), or check the name in DATABASE_URL',
  ],
  [
    /^53300$/,
    ({ root }) =>
      / for (role|database) /.test(root.message)
        ? 'has no connection left for this role or database. Raise its "connection limit" (alter role, alter database), or lower DATABASE_POOL_MAX'
        : 'has no connection left. Close some, raise its max_connections, or lower DATABASE_POOL_MAX',
  ],
  [/^53[012]/, () => 'is out of disk or memory. Make room on its server'],
  [/^57P03$/, () => 'is starting or shutting down. Start again in a moment'],
  [/^57P0/, () => 'closed the connection: its server is being shut down. Start again when it is back'],
  [
    /^25006$/,
    () =>
      'only reads: it is a standby, or default_transaction_read_only is on there. Set DATABASE_URL to the primary, or switch that off',
  ],
  [
    /^42501$/,
    ({ root, config }) =>
      root.severity === 'FATAL'
        ? 'does not let this user in. As its owner: grant connect on database <name> to <user>'
        : `does not let this user make tables. As its owner: grant usage, create on schema ${config.DATABASE_SCHEMA} to <user>`,
  ],
  [
    /^3F000$/,
    ({ config }) =>
      `has no schema ${config.DATABASE_SCHEMA}. Create it, or set DATABASE_SCHEMA to one that is there`,
  ],
  [/^08P01$/, (failure) => refusal(failure)],
  [
    /^ECONNREFUSED$/,
    () => 'is not there: nothing listens on that port. Start it, or check host and port in DATABASE_URL',
  ],
  [
    /^(ENOTFOUND|EAI_AGAIN)$/,
    () => 'cannot be found: its host name is unknown. Check DATABASE_URL and the name server',
  ],
  [
    /^(ETIMEDOUT|E(HOST|NET)(UNREACH|DOWN))$/,
    () => 'cannot be reached. Check the network, a firewall, and the host in DATABASE_URL',
  ],
  [
    /^(ENOENT|EACCES)$/,
    () =>
      'has no socket that this user may open. Check the directory in DATABASE_URL, and that the server runs',
  ],
  [
    /^(ECONNRESET|EPIPE)$/,
    () => 'closed the connection at once. Check that a PostgreSQL listens there, and not something else',
  ],
];

/** The same for errors without a code. */
const BY_MESSAGE: [message: RegExp, says: (failure: Failure) => string][] = [
  [/client password must be/, () => 'asks for a password, and DATABASE_URL has none. Add it behind the user'],
  [
    /timeout|no answer within/i,
    ({ config }) =>
      `gave no answer within ${config.DATABASE_CONNECT_TIMEOUT_MS} ms. Check the network and the host in DATABASE_URL, or raise DATABASE_CONNECT_TIMEOUT_MS`,
  ],
  [
    /connection terminated|unexpected (message|response)|unknown message|invalid response/i,
    () => 'closed the connection, or speaks another protocol. Check that a PostgreSQL listens there',
  ],
];

/** The database cannot be used. */
export const databaseFailure: Explain = (failure) => {
  const { root, config } = failure;
  const { code = '' } = root;
  if (!isOfDatabase(failure)) {
    return undefined;
  }
  const says =
    BY_CODE.find(([codes]) => codes.test(code))?.[1] ??
    BY_MESSAGE.find(([text]) => text.test(messages(failure)))?.[1];
  return says && `The database ${databaseName(config)} ${says(failure)}${code && ` (${code})`}.`;
};

/** An error of the system may be about another server that a feature calls. */
function isOfDatabase({ root, config }: Failure): boolean {
  if (!root.syscall && !(root instanceof AggregateError)) {
    return true;
  }
  if (!config.DATABASE_URL) {
    return false;
  }
  const { host, port } = placeOf(config.DATABASE_URL);
  const tried = root instanceof AggregateError ? (root.errors as Failure['root'][]) : [root];
  return tried.some(
    ({ syscall, ...at }) =>
      (syscall === 'getaddrinfo' && at.hostname === host) ||
      (syscall === 'connect' && (at.port === port || at.address?.startsWith(host))) ||
      syscall === 'read',
  );
}

/** Those of the error and of all below it: the cause of a timeout is a connection that was closed. */
function messages({ error }: Failure): string {
  const texts: string[] = [];
  for (let below: unknown = error; isError(below); below = below.cause) {
    texts.push(below.message);
  }
  return texts.join('\n');
}

/** A pooler, or a server of another kind, does not take the connection as we open it. */
function refusal({ root: { message } }: Failure): string {
  return /startup parameter/i.test(message)
    ? `is behind a pooler that refuses the settings of a connection: "${message}". Let it ignore them: ignore_startup_parameters = extra_float_digits,options in pgbouncer.ini`
    : `refused the connection: "${message}". Check DATABASE_URL, and the pooler or server that it names`;
}
