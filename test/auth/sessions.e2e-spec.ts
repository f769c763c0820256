import { PurgeJob } from '../../src/auth/purge.job.js';
import { Database } from '../../src/platform/database/database.js';
import type { Caller } from '../../src/platform/context/authenticator.js';
import { SessionsService } from '../../src/sessions/sessions.service.js';
import { newSessionToken } from '../../src/sessions/token.js';
import { statementsOf } from '../support/entity-database.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { PASSWORD } from '../support/test-users.js';

describe('sessions', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  const sql = <R = object>(text: string, values: unknown[] = []) =>
    api.app.get(Database).query<R>(text, values);
  const signInAgain = async (email: string) => {
    const { body } = await api.anonymous
      .with({ 'user-agent': 'second device' })
      .post('/api/v1/auth/login', { email, password: PASSWORD });
    return api.anonymous.with({ authorization: `Bearer ${body.token}` });
  };
  const works = async (client: TestApp['client']) => (await client.get('/api/v1/users/me')).status === 200;

  it('are listed, the latest first, with where they come from and which one is current', async () => {
    const sam = await api.signUp();
    const second = await signInAgain(sam.email);
    const { status, body } = await second.get('/api/v1/auth/sessions');
    expect(status).toBe(200);
    expect(body.items).toMatchObject([
      { current: true, user_agent: 'second device', ip_address: '127.0.0.1' },
      { current: false, user_agent: null },
    ]);
  });

  it('are looked up together when requests come together, and each request gets its own user', async () => {
    const [sam, kim, lee] = await Promise.all([api.signUp(), api.signUp(), api.signUp()]);
    await lee.client.post('/api/v1/auth/logout');
    const sessions = api.app.get(SessionsService);
    const tokens = [sam.token, kim.token, lee.token, newSessionToken(), sam.token, 'nothing'];
    let callers: (Caller | undefined)[] = [];
    const statements = await statementsOf(async () => {
      callers = await Promise.all(tokens.map((token) => sessions.findCaller(token)));
    });
    expect(callers.map((caller) => caller?.user.id)).toEqual([
      sam.id,
      kim.id,
      undefined,
      undefined,
      sam.id,
      undefined,
    ]);
    expect(statements).toHaveLength(1);
    const clients = Array.from({ length: 30 }, (_, i) => [sam, kim, lee][i % 3]!);
    const answers = await Promise.all(clients.map(({ client }) => client.get('/api/v1/users/me')));
    expect(answers.map(({ status, body }) => (status === 200 ? body.id : status))).toEqual(
      clients.map(({ id }) => (id === lee.id ? 401 : id)),
    );
  });

  it('end one by one, by their user only, at the very next request', async () => {
    const [sam, kim] = await Promise.all([api.signUp(), api.signUp()]);
    const second = await signInAgain(sam.email);
    const { body } = await second.get('/api/v1/auth/sessions');
    const path = `/api/v1/auth/sessions/${body.items[1].id}`;
    expect((await kim.client.delete(path)).status).toBe(404);
    expect((await second.delete(path)).status).toBe(204);
    expect((await second.delete(path)).status).toBe(404);
    expect([await works(sam.client), await works(second)]).toEqual([false, true]);
  });

  it('end all at once', async () => {
    const sam = await api.signUp();
    const second = await signInAgain(sam.email);
    expect((await sam.client.post('/api/v1/auth/logout-all')).status).toBe(204);
    expect([await works(sam.client), await works(second)]).toEqual([false, false]);
  });

  it.each([
    ['absolute lifetime', `expires_at = now() - interval '1 second'`],
    ['idle timeout', `last_used_at = now() - interval '8 days'`],
  ])('end after their %s, and are removed later', async (_what, change) => {
    const sam = await api.signUp();
    await sql(`update sessions set ${change} where user_id = $1`, [sam.id]);
    const { status, headers } = await sam.client.get('/api/v1/users/me');
    expect([status, headers['www-authenticate']]).toEqual([401, 'Bearer error="invalid_token"']);
    const stays = await api.signUp();
    await api.app.get(PurgeJob).run();
    expect(await sql('select id from sessions where user_id = $1', [sam.id])).toEqual([]);
    expect(await works(stays.client)).toBe(true);
  });

  it('note their use once a minute at most', async () => {
    const sam = await api.signUp();
    const lastUse = async () =>
      (
        await sql<{ age: number }>(
          `select extract(epoch from now() - last_used_at)::float8 as age from sessions where user_id = $1`,
          [sam.id],
        )
      )[0]!.age;
    await sql(`update sessions set last_used_at = now() - interval '50 seconds' where user_id = $1`, [
      sam.id,
    ]);
    await works(sam.client);
    expect(await lastUse()).toBeGreaterThan(49);
    await sql(`update sessions set last_used_at = now() - interval '2 minutes' where user_id = $1`, [sam.id]);
    await works(sam.client);
    while ((await lastUse()) > 60);
    expect(await works(sam.client)).toBe(true);
  });

  it('are so many at most: the oldest ends', async () => {
    const few = await startTestApp({ SESSIONS_PER_USER: '3' });
    try {
      const sam = await few.signUp();
      const logIn = () => few.anonymous.post('/api/v1/auth/login', { email: sam.email, password: PASSWORD });
      const tokens: string[] = [];
      for (let i = 0; i < 3; i++) tokens.push((await logIn()).body.token);
      const statuses = [sam.token, ...tokens].map(
        async (token) =>
          (await few.anonymous.with({ authorization: `Bearer ${token}` }).get('/api/v1/users/me')).status,
      );
      expect(await Promise.all(statuses)).toEqual([401, 200, 200, 200]);
      await Promise.all([logIn(), logIn(), logIn(), logIn()]);
      const rows = await few.app.get(Database).query('select id from sessions where user_id = $1', [sam.id]);
      expect(rows).toHaveLength(3);
    } finally {
      await few.close();
    }
  });

  it('stay open while they are used, however short the idle timeout', async () => {
    const short = await startTestApp({ SESSION_IDLE_DAYS: '0.0002' });
    try {
      const sam = await short.signUp();
      const age = async () =>
        (
          await short.app
            .get(Database)
            .query<{ age: number }>(
              `select extract(epoch from now() - last_used_at)::float8 as age from sessions where user_id = $1`,
              [sam.id],
            )
        )[0]!.age;
      await short.app
        .get(Database)
        .query(`update sessions set last_used_at = now() - interval '15 seconds' where user_id = $1`, [
          sam.id,
        ]);
      expect((await sam.client.get('/api/v1/users/me')).status).toBe(200);
      while ((await age()) > 14);
    } finally {
      await short.close();
    }
  });

  it('cost one statement per request', async () => {
    const { subscribe, unsubscribe } = await import('node:diagnostics_channel');
    const texts: string[] = [];
    const note = (message: unknown) => void texts.push((message as { text: string }).text);
    subscribe('strata:statement', note);
    await api.client.get('/api/v1/auth/nowhere');
    await api.anonymous.with({ authorization: 'Bearer s_malformed' }).get('/api/v1/items');
    expect(texts).toEqual([]);
    await api.client.get('/api/v1/items/01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41');
    unsubscribe('strata:statement', note);
    expect(texts.filter((text) => text.includes('sessions'))).toHaveLength(1);
    expect(texts).toHaveLength(2);
  });
});
