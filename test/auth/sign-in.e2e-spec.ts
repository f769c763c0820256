import { startTestApp, type TestApp } from '../support/test-app.js';
import { PASSWORD } from '../support/test-users.js';

describe('signing in', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({ RATE_LIMIT_ENABLED: 'false', APP_NAME: 'Rosinante' });
  });

  afterAll(() => api.close());

  const register = (email: string, more: object = {}) =>
    api.anonymous.post('/api/v1/auth/register', { email, password: PASSWORD, display_name: 'Sam', ...more });
  const login = (email: string, password = PASSWORD) =>
    api.anonymous.post('/api/v1/auth/login', { email, password });
  const as = (token: string) => api.anonymous.with({ authorization: `Bearer ${token}` });

  it('makes an account, keeps its e-mail in lower case, and signs it in', async () => {
    const { status, body, headers } = await register('Lower.Case@Example.com');
    expect(status).toBe(201);
    expect(body).toEqual({
      token: expect.stringMatching(/^s_[A-Za-z0-9_-]{43}$/),
      token_type: 'Bearer',
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      user: {
        id: expect.any(String),
        email: 'lower.case@example.com',
        display_name: 'Sam',
        role: 'user',
        is_active: true,
        email_verified_at: null,
        created_at: expect.any(String),
        updated_at: expect.any(String),
        version: 1,
      },
    });
    expect(headers['cache-control']).toBe('no-store');
    expect((await as(body.token).get('/api/v1/items')).status).toBe(200);
  });

  it('signs in with the e-mail in any case, each time with another token', async () => {
    await register('any.case@example.com');
    const first = await login('ANY.case@example.com');
    const second = await login('any.CASE@example.com');
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.headers['cache-control']).toBe('no-store');
    expect(first.body.token).not.toBe(second.body.token);
  });

  it('tells nobody why a login failed', async () => {
    await register('known@example.com');
    const wrong = await login('known@example.com', 'not the password');
    const unknown = await login('unknown@example.com');
    for (const { status, body } of [wrong, unknown]) {
      expect(status).toBe(401);
      expect(body).toMatchObject({ error_code: 'INVALID_CREDENTIALS', detail: wrong.body.detail });
    }
  });

  it('ends one session by logout, and no other', async () => {
    await register('leaves@example.com');
    const { body: stays } = await login('leaves@example.com');
    const { body: leaves } = await login('leaves@example.com');
    expect((await as(leaves.token).post('/api/v1/auth/logout')).status).toBe(204);
    const after = await as(leaves.token).get('/api/v1/items');
    expect([after.status, after.body.error_code]).toEqual([401, 'UNAUTHORIZED']);
    expect((await as(stays.token).get('/api/v1/items')).status).toBe(200);
  });

  it('lets one of twenty parallel registrations of one e-mail win', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => register('race@example.com')));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array<number>(19).fill(409)]);
    const lost = answers.find(({ status }) => status === 409)!;
    expect(lost.body.errors).toEqual([{ loc: ['body', 'email'], msg: expect.any(String), type: 'unique' }]);
  });

  it.each([
    ['too short', '7 chars', 'min_length'],
    ['too long', 'x'.repeat(129), 'max_length'],
    ['common', 'Password123', 'common_password'],
    ['the e-mail', 'Weak@Example.com', 'password_is_email'],
    ['of invisible characters', '\u200b'.repeat(20), 'min_length'],
    ['shorter once composed', 'e\u0301'.repeat(7), 'min_length'],
    ['longer once it is normalised', '\ufdfa'.repeat(10), 'max_length'],
    ['a repetition', '88888888', 'weak_password'],
    ['a repetition of letters', 'aaaaaaaa', 'weak_password'],
    ['a long repetition', 'x'.repeat(128), 'weak_password'],
    ['a number backwards', '87654321', 'common_password'],
    ['a sequence', 'abcdefgh', 'weak_password'],
    ['a common one with a mark', 'password1!', 'common_password'],
    ['a common one in disguise', 'P4$$w0rd', 'common_password'],
    ['a common one with invisible characters', 'pass\u200bword1', 'common_password'],
    ['a season and a year', 'summer2024', 'common_password'],
    ['keys side by side', 'ertyuiop[', 'weak_password'],
    ['a date', '2001-12-24', 'weak_password'],
    ['the name and a year', 'Hawking1990', 'weak_password'],
    ['the whole name', 'SamanthaHawking!', 'weak_password'],
    ['the name of the application', 'rosinante123', 'weak_password'],
  ])('refuses a password that is %s', async (_why, password, type) => {
    const { status, body } = await register('weak@example.com', {
      password,
      display_name: 'Samantha Hawking',
    });
    expect(status).toBe(422);
    expect(body.errors).toEqual([{ loc: ['body', 'password'], msg: expect.any(String), type }]);
  });

  it('counts characters of a password, not bytes', async () => {
    const owls = [...Array(128).keys()].map((i) => String.fromCodePoint(0x1f400 + ((i * 7) % 61))).join('');
    expect((await register('emoji@example.com', { password: owls })).status).toBe(201);
    expect((await login('emoji@example.com', owls)).status).toBe(200);
  });
});
