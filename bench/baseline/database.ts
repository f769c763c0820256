import pg from 'pg';

/** Runs one statement by name: prepared once per connection, planned once by the server. */
export type Query = <R extends pg.QueryResultRow>(text: string, values: unknown[]) => Promise<R[]>;

export function createPool(connectionString: string): pg.Pool {
  return new pg.Pool({
    connectionString,
    max: Number(process.env.DATABASE_POOL_MAX ?? 10),
    connectionTimeoutMillis: 1_500,
    options: '-c timezone=UTC -c statement_timeout=10000 -c lock_timeout=5000',
  });
}

const names = new Map<string, string>();

export function queryOf(pool: pg.Pool): Query {
  return async <R extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<R[]> => {
    let name = names.get(text);
    if (!name) {
      name = `s${names.size}`;
      names.set(text, name);
    }
    return (await pool.query<R>({ name, text, values })).rows;
  };
}
