import { startTestApp, type TestApp } from '../support/test-app.js';

const PASSWORD = 'correct horse battery';

describe('the limits of sign-in', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({ LOGIN_RATE_PER_MINUTE: '3', AUTH_RATE_PER_MINUTE: '20' });
  });

  afterAll(() => api.close());

  const register = (email: string) =>
    api.anonymous.post('/api/v1/auth/register', { email, password: PASSWORD, display_name: 'Ada' });
  const login = (email: string, password: string) =>
    api.anonymous.post('/api/v1/auth/login', { email, password });

  it('stop whoever tries out passwords of one account, and no other account', async () => {
    await register('victim@example.com');
    await register('neighbour@example.com');
    const statuses: number[] = [];
    for (let i = 0; i < 5; i++) {
      statuses.push((await login('Victim@example.com', `wrong password ${i}`)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
    const refused = await login('victim@example.com', PASSWORD);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await login('neighbour@example.com', PASSWORD)).status).toBe(200);
  });

  it('stop whoever tries out the current password, by whatever session', async () => {
    const kim = await api.signUp();
    const change = (current_password: string) =>
      kim.client.post('/api/v1/auth/password/change', {
        current_password,
        new_password: 'a quite new passphrase',
      });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await change(`wrong ${i}`)).status);
    expect(statuses).toEqual([422, 422, 422, 429]);
  });

  it('forget failures after a success, so that a busy user is never stopped', async () => {
    await register('busy@example.com');
    const passwords = ['wrong one', PASSWORD, PASSWORD, PASSWORD, PASSWORD, 'wrong again', PASSWORD];
    const statuses: number[] = [];
    for (const password of passwords) {
      statuses.push((await login('busy@example.com', password)).status);
    }
    expect(statuses).toEqual([401, 200, 200, 200, 200, 401, 200]);
  });
});
