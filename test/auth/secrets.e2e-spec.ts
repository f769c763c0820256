import { readdirSync } from 'node:fs';
import { Database } from '../../src/platform/database/database.js';
import { mailDirectory, tokenFor } from '../support/mails.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const PASSWORD = 'a secret that shows nowhere';
const NEW_PASSWORD = 'another one that hides well';

describe('secrets', () => {
  let api: TestApp;
  const directory = mailDirectory();

  beforeAll(async () => {
    api = await startTestApp({ LOG_LEVEL: 'trace', MAIL_DIR: directory });
  });

  afterAll(() => api.close());

  it('are neither in the database nor in the log, at any level', async () => {
    const email = 'discreet@example.com';
    const { anonymous } = api;
    const { body: session } = await anonymous.post('/api/v1/auth/register', {
      email,
      password: PASSWORD,
      display_name: 'Discreet',
    });
    const client = anonymous.with({ authorization: `Bearer ${session.token}` });
    await anonymous.post('/api/v1/auth/login', { email, password: `${PASSWORD}!` });
    await client.post('/api/v1/auth/email/verify');
    const verification = await tokenFor(directory, email);
    await anonymous.post(`/api/v1/auth/email/confirm?token=${verification}`, { token: verification });
    await anonymous.post('/api/v1/auth/password/reset', { email });
    const reset = await tokenFor(directory, email, 2);
    await anonymous.post('/api/v1/auth/password/change', {
      current_password: PASSWORD,
      new_password: NEW_PASSWORD,
    });
    await anonymous.post('/api/v1/auth/password/confirm', { token: reset, new_password: NEW_PASSWORD });
    await client.get('/api/v1/users/me');
    const { body: second } = await anonymous.post('/api/v1/auth/login', { email, password: NEW_PASSWORD });
    expect(second.token).toMatch(/^s_/);

    const dump = await wholeDatabase();
    const log = api.logs.join('');
    expect(dump).toContain(email);
    expect(log).toContain('/api/v1/auth/password/confirm');
    for (const secret of [PASSWORD, NEW_PASSWORD, session.token, second.token, verification, reset]) {
      const forms = [secret as string, Buffer.from(secret as string).toString('hex')];
      for (const form of forms) {
        expect(dump).not.toContain(form);
        expect(log).not.toContain(form);
      }
    }
    expect(log).toContain(readdirSync(directory)[0]);
    expect(log).not.toContain('argon2id$');
  });

  async function wholeDatabase(): Promise<string> {
    const database = api.app.get(Database);
    const tables = await database.query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
    );
    const rows = await Promise.all(
      tables.map(({ name }) => database.query(`select to_jsonb(t) as row from "${name}" t`)),
    );
    return JSON.stringify(rows);
  }
});
