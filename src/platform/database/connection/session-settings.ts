import type { ClientBase } from 'pg';
import type { Config } from '../../config/config.js';
import { EXACT, refuseUnfit, ROLE, SessionSettingsError } from './session-requirements.js';

/** Settings that the server must know, or statements and locks may last for ever. */
const LIMITS = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'] as const;

type Limit = (typeof LIMITS)[number];

/** What the server says of one setting; limits of time are in milliseconds, 0 is none. */
interface Found {
  name: string;
  setting: string;
}

/** The schema's name needs no quotes, see `schemaName`. */
const find = (schema: string) => `select 'current_schema' as name, current_schema()::text as setting union all
  select 'usable_schema', nspname from pg_namespace where nspname = '${schema}' and has_schema_privilege(oid, 'usage') union all
  select name, setting from pg_settings
  where name in ('DateStyle', 'TimeZone', 'extra_float_digits', 'server_version_num', 'server_encoding', ${LIMITS.map((name) => `'${name}'`).join(', ')})`;

/**
 * The settings of every connection of one pool. They are asked for at the start of a connection; a pooler in transaction
 * mode may refuse or drop that, so what holds is looked at once, at the pool's first connection.
 */
export class SessionSettings {
  readonly #limits: Record<Limit, number>;
  readonly #required: boolean;
  readonly #schema: string;
  #optionsRefused = false;
  #differences: string[] | undefined;
  #local = '';

  /**
   * @param config the limits in milliseconds (0 is none), and whether sessions must hold them (`DATABASE_LIMITS`)
   */
  constructor(config: Config) {
    this.#limits = {
      statement_timeout: config.STATEMENT_TIMEOUT_MS,
      lock_timeout: config.LOCK_TIMEOUT_MS,
      idle_in_transaction_session_timeout: config.IDLE_IN_TRANSACTION_TIMEOUT_MS,
    };
    this.#required = config.DATABASE_LIMITS === 'session';
    this.#schema = config.DATABASE_SCHEMA;
  }

  /** What goes into the first packet of a connection. Poolers pass time zone and date style on, `options` rarely. */
  startup(options: string | undefined): Record<string, string> {
    const limits = LIMITS.map((name) => [name, this.#limits[name]]);
    const wanted = [...limits, ['extra_float_digits', EXACT], ...this.#searchPath()];
    const own = wanted.map(([name, value]) => `-c ${name}=${value}`).join(' ');
    const all = this.#optionsRefused ? undefined : [options, own].filter(Boolean).join(' ');
    return { TimeZone: 'UTC', DateStyle: 'ISO', ...(all && { options: all }) };
  }

  /** From now on connections are asked for without `options`: the pooler has refused them. */
  refuseOptions(): void {
    this.#optionsRefused = true;
  }

  /** The start of a transaction, with the limits that the session lacks set for its length. */
  begin(text: string): string {
    return this.#local ? `${text}; ${this.#local}` : text;
  }

  /** Whether limits hold only where a transaction sets them. */
  get lackLimits(): boolean {
    return this.#local !== '';
  }

  /** What the database holds otherwise than it was asked for; empty before the first connection. */
  get differences(): readonly string[] {
    return this.#differences ?? [];
  }

  /**
   * Looks at a connection's settings, once for the pool.
   *
   * @throws SessionSettingsError if dates come in another style, or limits are missing and `DATABASE_LIMITS` is `session`
   */
  async check(client: ClientBase): Promise<void> {
    if (this.#differences) {
      return;
    }
    const { rows } = await client.query<Found>(find(this.#schema));
    const found = new Map(rows.map(({ name, setting }) => [name, setting]));
    refuseUnfit(found, this.#schema);
    const differing = LIMITS.filter((name) => Number(found.get(name)) !== this.#limits[name]);
    this.#refuseMissing(differing.filter((name) => Number(found.get(name)) === 0));
    this.#local = differing.map((name) => `set local ${name} = ${this.#limits[name]}`).join('; ');
    this.#differences = [
      ...differing.map((name) => `${name} is ${found.get(name)} ms instead of ${this.#limits[name]} ms`),
      ...(/^(Etc\/)?(UTC|GMT)$/.test(found.get('TimeZone')!) ? [] : [`TimeZone is ${found.get('TimeZone')}`]),
    ];
  }

  #searchPath(): [string, string][] {
    // The path of the role may hold the schema of extensions, which is of use beside `public`.
    return this.#schema === 'public' ? [] : [['search_path', this.#schema]];
  }

  #refuseMissing(missing: readonly Limit[]): void {
    if (missing.length === 0 || !this.#required) {
      return;
    }
    const sets = missing.map((name) => `SET ${name} = ${this.#limits[name]}`);
    throw new SessionSettingsError(
      [
        `The database has no limit for ${missing.join(', ')}: a pooler drops what the application asks for.`,
        'Without it a statement that was refused after its time may still be carried out later. Set it where it holds:',
        `  in PgBouncer, at the database's line of pgbouncer.ini:  connect_query='${sets.join('; ')}'`,
        ...sets.map((set) => `  or in PostgreSQL:  ALTER ROLE ${ROLE} ${set};`),
        'Or set DATABASE_LIMITS=transaction: each statement then sets them itself, which costs two round trips more.',
      ].join('\n'),
    );
  }
}
