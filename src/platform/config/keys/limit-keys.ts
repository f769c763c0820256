import { flag, redisUrl, wholeNumber } from '../validators.js';

const MAX_BYTES = 1_073_741_824;
const MAX_MILLISECONDS = 2_147_483_647;
const MAX_RATE = 1_000_000_000;

/** How much one client, one request or one body may ask for. */
export const limitKeys = () => ({
  RATE_LIMIT_ENABLED: flag({
    desc: 'Whether requests are rate-limited.',
    default: true,
    example: 'false',
  }),
  RATE_LIMIT_PER_MINUTE: wholeNumber(
    1,
    MAX_RATE,
  )({
    desc: 'Requests a minute for each client (its token, else its address).',
    default: 600,
    example: '1200',
  }),
  LOGIN_RATE_PER_MINUTE: wholeNumber(
    1,
    MAX_RATE,
  )({
    desc: 'Failed logins a minute for each account and address together.',
    default: 10,
    example: '5',
  }),
  AUTH_RATE_PER_MINUTE: wholeNumber(
    1,
    MAX_RATE,
  )({
    desc: 'Requests a minute for each address to each of login, registration, password reset and e-mail verification.',
    default: 120,
    example: '30',
  }),
  REDIS_URL: redisUrl({
    desc: 'Redis that keeps the rate-limit counts of several servers. Unset: each server counts for itself, all its WORKERS together.',
    default: undefined,
    example: 'redis://127.0.0.1:6379',
  }),
  BODY_LIMIT_BYTES: wholeNumber(
    1,
    MAX_BYTES,
  )({
    desc: 'Largest request body.',
    default: 1_048_576,
    example: '2097152',
  }),
  BULK_BODY_LIMIT_BYTES: wholeNumber(
    1,
    MAX_BYTES,
  )({
    desc: 'Largest request body of a bulk route.',
    default: 8_388_608,
    example: '16777216',
  }),
  JSON_MAX_DEPTH: wholeNumber(
    1,
    1000,
  )({
    desc: 'Deepest nesting of a JSON body.',
    default: 32,
    example: '16',
  }),
  JSON_MAX_KEYS: wholeNumber(
    1,
    10_000_000,
  )({
    desc: 'Most keys in a JSON body.',
    default: 10_000,
    example: '5000',
  }),
  BULK_JSON_MAX_KEYS: wholeNumber(
    1,
    10_000_000,
  )({
    desc: 'Most keys in a JSON body of a bulk route.',
    default: 100_000,
    example: '50000',
  }),
  MAX_CONNECTIONS: wholeNumber(
    1,
    1_000_000,
  )({
    desc: 'Most connections of clients to one process at once; further ones are closed.',
    default: 10_000,
    example: '2000',
  }),
  HEADER_LIMIT_BYTES: wholeNumber(
    1024,
    1_048_576,
  )({
    desc: 'Largest request head (request line and headers together).',
    default: 16_384,
    example: '32768',
  }),
  URL_LIMIT_BYTES: wholeNumber(
    256,
    1_048_576,
  )({
    desc: 'Longest request URL.',
    default: 8192,
    example: '4096',
  }),
  REQUEST_TIMEOUT_MS: wholeNumber(
    1,
    MAX_MILLISECONDS,
  )({
    desc: 'Longest time for a request to arrive and be answered.',
    default: 30_000,
    example: '60000',
  }),
  SHUTDOWN_TIMEOUT_MS: wholeNumber(
    1,
    MAX_MILLISECONDS,
  )({
    desc: 'Longest wait at shutdown for requests in progress.',
    default: 10_000,
    example: '25000',
  }),
  SHUTDOWN_DELAY_MS: wholeNumber(
    0,
    MAX_MILLISECONDS,
  )({
    desc: 'At shutdown, how long requests are still taken while readiness is 503 already, for load balancers to notice.',
    default: 0,
    example: '2000',
  }),
  OVERLOAD_LAG_MS: wholeNumber(
    1,
    MAX_MILLISECONDS,
  )({
    desc: 'Mean delay of the event loop, lasting for a second, from which on requests get 503.',
    default: 2_000,
    example: '500',
  }),
  OVERLOAD_MAX_WAITING: wholeNumber(
    1,
    1_000_000,
  )({
    desc: 'Requests that wait for a database connection, from which on further ones get 503.',
    default: 1000,
    example: '200',
  }),
  IDEMPOTENCY_TTL_HOURS: wholeNumber(
    1,
    8760,
  )({
    desc: 'Hours for which an Idempotency-Key replays its first answer.',
    default: 24,
    example: '48',
  }),
});
