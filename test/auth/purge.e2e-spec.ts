import pg from 'pg';
import { PurgeJob } from '../../src/auth/purge.job.js';
import { Database } from '../../src/platform/database/database.js';
import { readingsOf } from '../support/readings.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** More than a batch of each kind. */
const ENDED = 1_500;
const OPEN = 20_000;

describe('the purge of sessions and mail tokens', () => {
  let api: TestApp;
  let database: Database;

  beforeAll(async () => {
    api = await startTestApp();
    database = api.app.get(Database);
    const { id } = await api.signUp();
    await fill('sessions (id, user_id, token_hash, created_at, last_used_at, expires_at)', OPEN, [
      id,
      `now(), now() - i * interval '1 second', now() + interval '1 day'`,
    ]);
    await fill(
      'mail_tokens (id, user_id, purpose, token_hash, created_at, expires_at)',
      OPEN,
      [id, `now(), now() + interval '1 day'`],
      `'email_verification',`,
    );
    await database.query('analyze sessions, mail_tokens');
  });

  afterAll(() => api.close());

  function fill(
    into: string,
    rows: number,
    [user, times]: [string, string],
    purpose = '',
  ): Promise<unknown[]> {
    return database.query(
      `insert into ${into} select gen_random_uuid(), $1::uuid, ${purpose} sha256(gen_random_uuid()::text::bytea), ${times}
       from generate_series(1, ${rows}) i`,
      [user],
    );
  }

  async function end(): Promise<void> {
    const some = (offset: number) => `(select id from sessions order by id offset ${offset} limit ${ENDED})`;
    await database.query(
      `update sessions set expires_at = now() - interval '1 second' where id in ${some(10)}`,
    );
    await database.query(
      `update sessions set last_used_at = now() - interval '8 days' where id in ${some(ENDED + 10)}`,
    );
    await database.query(
      `update mail_tokens set expires_at = now() where id in (select id from mail_tokens limit ${ENDED})`,
    );
  }

  async function counts(): Promise<{ sessions: number; tokens: number }> {
    const [row] = await database.query<{ sessions: number; tokens: number }>(
      `select (select count(*)::int from sessions) as sessions, (select count(*)::int from mail_tokens) as tokens`,
    );
    return row!;
  }

  it('removes whatever has ended, and reads little besides', async () => {
    const before = await counts();
    await end();
    const readings = await readingsOf(database, () => api.app.get(PurgeJob).run());
    expect(await counts()).toEqual({
      sessions: before.sessions - 2 * ENDED,
      tokens: before.tokens - ENDED,
    });
    const nothing = await readingsOf(database, () => api.app.get(PurgeJob).run());
    for (const { wholeTable, rows } of [...readings, ...nothing]) {
      expect(wholeTable).toBe(false);
      expect(rows).toBeLessThan(100);
    }
  });

  if (process.env.DATABASE_URL) {
    // The embedded database has one connection.
    it('is left to the process that is at it', async () => {
      await end();
      const before = await counts();
      const other = new pg.Client({ connectionString: api.config.DATABASE_URL });
      await other.connect();
      try {
        await other.query('begin');
        await other.query(`select pg_advisory_xact_lock(hashtextextended('purge sessions', 0))`);
        await api.app.get(PurgeJob).run();
        expect(await counts()).toEqual({ sessions: before.sessions, tokens: before.tokens - ENDED });
        await other.query('commit');
        await api.app.get(PurgeJob).run();
        expect((await counts()).sessions).toBe(before.sessions - 2 * ENDED);
      } finally {
        await other.end();
      }
    });
  }
});
