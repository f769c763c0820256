import argon2 from 'argon2';
import { Database } from '../../src/platform/database/database.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { PASSWORD } from '../support/test-users.js';

/** Ten times cheaper than those of the application. */
const OLD_PARAMETERS = { memoryCost: 19_456, timeCost: 2 };

describe('the time of a failed login, after the parameters of hashes were raised', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp({
      ARGON2_MEMORY_KIB: '65536',
      ARGON2_TIME_COST: '6',
      LOGIN_RATE_PER_MINUTE: '100',
      AUTH_RATE_PER_MINUTE: '100',
    });
  });

  afterAll(() => api.close());

  /** Somebody whose hash was made with the old parameters. */
  const oldUser = async ({ is_active }: { is_active: boolean }): Promise<string> => {
    const { id, email } = await api.signUp();
    await api.app
      .get(Database)
      .query('update users set password_hash = $2, is_active = $3 where id = $1 returning id', [
        id,
        await argon2.hash(PASSWORD, OLD_PARAMETERS),
        is_active,
      ]);
    return email;
  };

  const timeOf = async (email: string, password: string): Promise<number> => {
    const start = performance.now();
    const { status } = await api.anonymous.post('/api/v1/auth/login', { email, password });
    expect(status).toBe(401);
    return performance.now() - start;
  };

  it('is that of an unknown e-mail, for a wrong password and for an inactive account alike', async () => {
    const [active, inactive] = [await oldUser({ is_active: true }), await oldUser({ is_active: false })];
    const quickest = { unknown: Infinity, wrong: Infinity, inactive: Infinity };
    for (let i = 0; i < 3; i++) {
      quickest.unknown = Math.min(quickest.unknown, await timeOf('nobody@example.com', PASSWORD));
      quickest.wrong = Math.min(quickest.wrong, await timeOf(active, `${PASSWORD}!`));
      quickest.inactive = Math.min(quickest.inactive, await timeOf(inactive, PASSWORD));
    }
    expect(quickest.wrong / quickest.unknown).toBeGreaterThan(0.5);
    expect(quickest.inactive / quickest.unknown).toBeGreaterThan(0.5);
  });
});
