import {
  databaseUrl,
  databaseUrlList,
  directory,
  flag,
  oneOf,
  schemaName,
  wholeNumber,
} from '../validators.js';
import type { Mode } from './mode.js';

const MAX_MILLISECONDS = 2_147_483_647;

/** Which database, and how long to wait for it. */
export const databaseKeys = ({ production }: Mode) => ({
  DATABASE_URL: databaseUrl({
    desc: 'PostgreSQL to use. Unset: the embedded one in DATABASE_DIR; in production it is required.',
    default: undefined,
    example: 'postgres://strata:secret@127.0.0.1:5432/strata',
  }),
  DATABASE_MIGRATION_URL: databaseUrl({
    desc: 'The way of migrations to the database: around a pooler, with a role that may change the schema. Unset: DATABASE_URL.',
    default: undefined,
    example: 'postgres://owner:secret@127.0.0.1:5432/strata',
  }),
  DATABASE_DIR: directory({
    desc: 'Where the embedded database keeps its files. ~/ is the home directory.',
    default: '.data/db',
    example: '/var/lib/strata/db',
  }),
  DATABASE_SCHEMA: schemaName({
    desc: 'Schema of all tables, on a server and in the embedded database.',
    default: 'public',
    example: 'strata',
  }),
  DATABASE_REPLICA_URLS: databaseUrlList({
    desc: 'Comma list of read replicas. Needs DATABASE_URL.',
    default: Object.freeze([]),
    example: 'postgres://strata:secret@replica-1:5432/strata',
  }),
  DATABASE_REPLICA_MAX_LAG_MS: wholeNumber(
    1,
    60_000,
  )({
    desc: 'A replica that is further behind the primary than this is left out until it has caught up.',
    default: 1000,
    example: '5000',
  }),
  DATABASE_POOL_MAX: wholeNumber(
    1,
    1000,
  )({
    desc: 'Most connections of one process to the database (and to each replica).',
    default: 10,
    example: '20',
  }),
  DATABASE_CONNECTION_LIFETIME_SECONDS: wholeNumber(
    1,
    86_400,
  )({
    desc: 'Longest life of a connection (a fifth more or less), so that load spreads over servers that come back.',
    default: 900,
    example: '300',
  }),
  DATABASE_PREPARED_STATEMENTS: flag({
    desc: 'Whether statements are prepared by name; false for poolers that cannot keep them.',
    default: true,
    example: 'false',
  }),
  DATABASE_CONNECT_TIMEOUT_MS: wholeNumber(
    1,
    MAX_MILLISECONDS,
  )({
    desc: 'Longest wait for a connection, from the pool or new, before the answer is 503.',
    default: 1500,
    example: '3000',
  }),
  STATEMENT_TIMEOUT_MS: wholeNumber(
    1,
    MAX_MILLISECONDS,
  )({
    desc: 'Longest run of one SQL statement.',
    default: 10_000,
    example: '30000',
  }),
  LOCK_TIMEOUT_MS: wholeNumber(
    1,
    MAX_MILLISECONDS,
  )({
    desc: 'Longest wait of a statement for a lock.',
    default: 5000,
    example: '2000',
  }),
  IDLE_IN_TRANSACTION_TIMEOUT_MS: wholeNumber(
    1,
    MAX_MILLISECONDS,
  )({
    desc: 'Longest pause inside a transaction before the database ends it.',
    default: 15_000,
    example: '60000',
  }),
  DATABASE_LIMITS: oneOf(
    'session',
    'transaction',
  )({
    desc: 'Where the three limits above must hold: in each session, else the start is refused; or, behind a pooler that drops them, in a transaction around each statement.',
    default: 'session',
    example: 'transaction',
  }),
  MIGRATE_ON_START: flag({
    desc: 'Whether pending migrations run at start. The default in production is false.',
    default: !production,
    example: 'true',
  }),
});
