import pg from 'pg';

/** Runs `work` with a connection of the test's own, past any proxy. */
export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'test' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Kills the server processes behind the application's connections. @returns how many */
export async function killBackends(url: string, state = '%'): Promise<number> {
  const { rowCount } = await withClient(url, (client) =>
    client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'strata' and state like $1`,
      [state],
    ),
  );
  return rowCount ?? 0;
}

/** Whether any of the application's statements waits for a lock. */
export async function waitsForLock(url: string): Promise<boolean> {
  return withClient(url, async (client) => {
    const { rowCount } = await client.query(
      `select from pg_stat_activity
        where datname = current_database() and application_name = 'strata' and wait_event_type = 'Lock'`,
    );
    return rowCount! > 0;
  });
}
