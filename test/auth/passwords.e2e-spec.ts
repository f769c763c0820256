import { jest } from '@jest/globals';
import { UsersService } from '../../src/users/users.service.js';
import { Database } from '../../src/platform/database/database.js';
import { mailDirectory, mailsTo, tokenFor } from '../support/mails.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { PASSWORD, type SignedIn } from '../support/test-users.js';

const NEW_PASSWORD = 'an entirely different one';

describe('passwords and mails', () => {
  let api: TestApp;
  const directory = mailDirectory();

  beforeAll(async () => {
    api = await startTestApp({ MAIL_DIR: directory, PUBLIC_URL: 'https://app.example.com/base' });
  });

  afterAll(() => api.close());

  const login = async (email: string, password: string) =>
    (await api.anonymous.post('/api/v1/auth/login', { email, password })).status;
  const works = async ({ client }: SignedIn) => (await client.get('/api/v1/users/me')).status === 200;
  const reset = (email: string) => api.anonymous.post('/api/v1/auth/password/reset', { email });
  const confirm = (token: string, new_password = NEW_PASSWORD) =>
    api.anonymous.post('/api/v1/auth/password/confirm', { token, new_password });

  it('change, and end every other session', async () => {
    const sam = await api.signUp();
    const { body: other } = await api.anonymous.post('/api/v1/auth/login', {
      email: sam.email,
      password: PASSWORD,
    });
    const passwords = { current_password: PASSWORD, new_password: NEW_PASSWORD };
    expect((await sam.client.post('/api/v1/auth/password/change', passwords)).status).toBe(204);
    expect(await works(sam)).toBe(true);
    const otherClient = api.anonymous.with({ authorization: `Bearer ${other.token}` });
    expect((await otherClient.get('/api/v1/users/me')).status).toBe(401);
    expect([await login(sam.email, PASSWORD), await login(sam.email, NEW_PASSWORD)]).toEqual([401, 200]);
  });

  it.each([
    ['a wrong current password', { current_password: 'wrong' }, ['body', 'current_password']],
    ['a common new one', { new_password: 'password123' }, ['body', 'new_password']],
    ['a short new one', { new_password: 'short' }, ['body', 'new_password']],
  ])('are not changed with %s', async (_what, fault, loc) => {
    const sam = await api.signUp();
    const { status, body } = await sam.client.post('/api/v1/auth/password/change', {
      current_password: PASSWORD,
      new_password: NEW_PASSWORD,
      ...fault,
    });
    expect([status, body.errors[0].loc]).toEqual([422, loc]);
    expect(await login(sam.email, PASSWORD)).toBe(200);
  });

  it('are reset by a link that works once, and ends every session', async () => {
    const sam = await api.signUp();
    expect((await reset(sam.email.toUpperCase())).status).toBe(202);
    const token = await tokenFor(directory, sam.email);
    expect(mailsTo(directory, sam.email)[0]).toContain('https://app.example.com/base/reset-password?token=');
    expect((await confirm(token, 'password123')).status).toBe(422);
    expect((await confirm(token)).status).toBe(204);
    expect(await works(sam)).toBe(false);
    expect(await login(sam.email, NEW_PASSWORD)).toBe(200);
    const again = await confirm(token);
    expect([again.status, again.body.errors[0]]).toMatchObject([
      422,
      { loc: ['body', 'token'], type: 'token' },
    ]);
  });

  it('are reset once when one link is used twice at once', async () => {
    const sam = await api.signUp();
    await reset(sam.email);
    const token = await tokenFor(directory, sam.email);
    const statuses = (await Promise.all([confirm(token), confirm(token)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([204, 422]);
  });

  it('are not reset by an expired link, nor by one of an inactive user', async () => {
    const [sam, kim] = await Promise.all([api.signUp(), api.signUp()]);
    for (const { email } of [sam, kim]) await reset(email);
    const late = await tokenFor(directory, sam.email);
    const inactive = await tokenFor(directory, kim.email);
    await api.app
      .get(Database)
      .query('update mail_tokens set expires_at = now() where user_id = $1', [sam.id]);
    await api.admin.patch(`/api/v1/users/${kim.id}`, { is_active: false });
    expect([(await confirm(late)).status, (await confirm(inactive)).status]).toEqual([422, 422]);
  });

  it('answers a reset alike for every e-mail, and mails nobody unknown', async () => {
    const sam = await api.signUp();
    const known = await reset(sam.email);
    const unknown = await reset('nobody@example.com');
    expect([unknown.status, unknown.text]).toEqual([known.status, known.text]);
    await tokenFor(directory, sam.email);
    expect(mailsTo(directory, 'nobody@example.com')).toEqual([]);
  });

  it('sends no more than five links an hour', async () => {
    const sam = await api.signUp();
    for (let i = 0; i < 7; i++) await reset(sam.email);
    await tokenFor(directory, sam.email, 5);
    const last = await api.signUp();
    await reset(last.email);
    await tokenFor(directory, last.email);
    expect(mailsTo(directory, sam.email)).toHaveLength(5);
  });

  it('verifies an e-mail by a link, once', async () => {
    const sam = await api.signUp();
    expect((await sam.client.post('/api/v1/auth/email/verify')).status).toBe(202);
    const token = await tokenFor(directory, sam.email);
    const verify = () => api.anonymous.post('/api/v1/auth/email/confirm', { token });
    expect((await verify()).status).toBe(204);
    expect((await verify()).status).toBe(422);
    expect((await sam.client.get('/api/v1/users/me')).body).toMatchObject({
      email_verified_at: expect.any(String),
      version: 2,
    });
    expect((await sam.client.post('/api/v1/auth/email/verify')).status).toBe(409);
  });

  it('does not take one kind of token for the other', async () => {
    const sam = await api.signUp();
    await sam.client.post('/api/v1/auth/email/verify');
    expect((await confirm(await tokenFor(directory, sam.email))).status).toBe(422);
  });

  it('writes nothing into mails that a stranger chose', async () => {
    const sam = await api.signUp({ display_name: 'Visit https://evil.example' });
    await reset(sam.email);
    await sam.client.post('/api/v1/auth/email/verify');
    await tokenFor(directory, sam.email, 2);
    for (const mail of mailsTo(directory, sam.email)) {
      expect(mail).toContain('Hello,');
      expect(mail).not.toContain('evil');
    }
  });

  it('sends no more than five links of many that are asked for at once', async () => {
    const sam = await api.signUp();
    await Promise.all(Array.from({ length: 30 }, () => reset(sam.email)));
    await tokenFor(directory, sam.email, 5);
    const last = await api.signUp();
    await reset(last.email);
    await tokenFor(directory, last.email);
    expect(mailsTo(directory, sam.email)).toHaveLength(5);
    const [{ links }] = (await api.app
      .get(Database)
      .query('select count(*)::int as links from mail_tokens where user_id = $1', [sam.id])) as [
      { links: number },
    ];
    expect(links).toBe(5);
  });

  it.each([
    [
      'deactivated',
      async ({ id }: SignedIn) => {
        await api.admin.patch(`/api/v1/users/${id}`, { is_active: false });
        await api.admin.patch(`/api/v1/users/${id}`, { is_active: true });
      },
    ],
    [
      'deleted',
      async ({ id }: SignedIn) => {
        await api.admin.delete(`/api/v1/users/${id}`);
        await api.admin.post(`/api/v1/users/${id}/restore`);
      },
    ],
    [
      'given another password',
      async ({ client }: SignedIn) => {
        const passwords = { current_password: PASSWORD, new_password: NEW_PASSWORD };
        await client.post('/api/v1/auth/password/change', passwords);
      },
    ],
  ])('ends the links of an account that was %s meanwhile', async (_what, change) => {
    const sam = await api.signUp();
    await reset(sam.email);
    const token = await tokenFor(directory, sam.email);
    await change(sam);
    expect((await confirm(token)).status).toBe(422);
  });

  it('looks for the user of a reset after the answer', async () => {
    const { subscribe, unsubscribe } = await import('node:diagnostics_channel');
    const sam = await api.signUp();
    const texts: string[] = [];
    const note = (message: unknown) => void texts.push((message as { text: string }).text);
    const fails = jest
      .spyOn(api.app.get(UsersService), 'findByEmail')
      .mockRejectedValueOnce(new Error('away'));
    subscribe('strata:statement', note);
    expect((await reset(sam.email)).status).toBe(202);
    unsubscribe('strata:statement', note);
    fails.mockRestore();
    await tokenFor(directory, sam.email);
    expect(texts).toEqual([]);
  });
});
