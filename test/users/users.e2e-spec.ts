import { startTestApp, type TestApp } from '../support/test-app.js';
import { PASSWORD } from '../support/test-users.js';

const USERS = '/api/v1/users';

describe('users', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  const register = (email: string) =>
    api.anonymous.post('/api/v1/auth/register', { email, password: PASSWORD, display_name: 'Sam' });

  it('see and change their own account, and nothing but the name', async () => {
    const sam = await api.signUp();
    const me = await sam.client.get(`${USERS}/me`);
    expect(me.body).toMatchObject({ id: sam.id, email: sam.email, role: 'user', version: 1 });
    expect(me.text).not.toContain('password');
    const changed = await sam.client.patch(`${USERS}/me`, { display_name: 'Samira' });
    expect([changed.status, changed.body.display_name, changed.body.version]).toEqual([200, 'Samira', 2]);
    expect((await sam.client.patch(`${USERS}/me`, { role: 'admin' })).status).toBe(422);
  });

  it('leave, and their sessions end', async () => {
    const sam = await api.signUp();
    expect((await sam.client.delete(`${USERS}/me`)).status).toBe(204);
    expect((await sam.client.get(`${USERS}/me`)).status).toBe(401);
  });

  it('are managed by admins only', async () => {
    const sam = await api.signUp();
    expect((await sam.client.get(USERS)).status).toBe(403);
    expect((await sam.client.get(`${USERS}/${sam.id}`)).status).toBe(403);
    expect((await sam.client.patch(`${USERS}/${sam.id}`, { role: 'admin' })).status).toBe(403);
  });

  it('are listed, found and filtered by admins', async () => {
    const sam = await api.signUp({ email: 'findable@example.com', display_name: 'Findable' });
    const found = async (query: string) =>
      (await api.admin.get(`${USERS}?${query}`)).body.items.map(({ id }: { id: string }) => id) as string[];
    expect(await found('email=FINDABLE@example.com')).toEqual([sam.id]);
    expect(await found('email__in=FINDABLE@example.com')).toEqual([sam.id]);
    expect(await found('search=findab')).toEqual([sam.id]);
    const lee = await api.signUp({ email: 'lee@163.com' });
    expect(await found('email__ilike=@163')).toEqual([lee.id]);
    expect(await found('email=findable@example.com&role=admin')).toEqual([]);
    expect(await found('email=findable@example.com&email_verified_at__isnull=true&is_active=true')).toEqual([
      sam.id,
    ]);
    expect((await api.admin.get(`${USERS}?password_hash__like=a`)).status).toBe(422);
    expect((await api.admin.get(USERS)).text).not.toContain('argon2');
  });

  it('are made by admins, with a role, and can sign in', async () => {
    const made = await api.admin.post(USERS, {
      email: 'Made@example.com',
      password: PASSWORD,
      display_name: 'Made',
      role: 'admin',
    });
    expect(made.status).toBe(201);
    expect(made.headers.location).toBe(`${USERS}/${made.body.id}`);
    expect(made.body).toMatchObject({ email: 'made@example.com', role: 'admin' });
    const { status } = await api.anonymous.post('/api/v1/auth/login', {
      email: 'made@example.com',
      password: PASSWORD,
    });
    expect(status).toBe(200);
    const again = await api.admin.post(USERS, {
      email: 'made@EXAMPLE.com',
      password: PASSWORD,
      display_name: 'Again',
    });
    expect([again.status, again.body.errors[0].loc]).toEqual([409, ['body', 'email']]);
  });

  it('lose their sessions when they are deactivated, and do not get them back', async () => {
    const sam = await api.signUp();
    const path = `${USERS}/${sam.id}`;
    expect((await api.admin.patch(path, { is_active: false })).body.is_active).toBe(false);
    expect((await sam.client.get(`${USERS}/me`)).status).toBe(401);
    const login = () => api.anonymous.post('/api/v1/auth/login', { email: sam.email, password: PASSWORD });
    const refused = await login();
    expect([refused.status, refused.body.error_code]).toEqual([401, 'INVALID_CREDENTIALS']);
    await api.admin.patch(path, { is_active: true });
    expect((await sam.client.get(`${USERS}/me`)).status).toBe(401);
    expect((await login()).status).toBe(200);
  });

  it('free their e-mail when they are deleted, and cannot come back once it is taken', async () => {
    const first = await register('freed@example.com');
    await api.admin.delete(`${USERS}/${first.body.user.id}`);
    const second = await register('freed@example.com');
    expect(second.status).toBe(201);
    const restored = await api.admin.post(`${USERS}/${first.body.user.id}/restore`);
    expect([restored.status, restored.body.errors[0].loc]).toEqual([409, ['body', 'email']]);
    await api.admin.delete(`${USERS}/${second.body.user.id}`);
    expect((await api.admin.post(`${USERS}/${first.body.user.id}/restore`)).status).toBe(200);
  });

  it('have no account made where registration is closed', async () => {
    const closed = await startTestApp({ REGISTRATION_OPEN: 'false' });
    try {
      const { status, body } = await closed.anonymous.post('/api/v1/auth/register', {
        email: 'late@example.com',
        password: PASSWORD,
        display_name: 'Late',
      });
      expect([status, body.error_code]).toEqual([403, 'FORBIDDEN']);
    } finally {
      await closed.close();
    }
  });
});

describe('the last admin', () => {
  let api: TestApp;

  beforeEach(async () => {
    api = await startTestApp();
  });

  afterEach(() => api.close());

  const idOf = async (client: TestApp['client']) => (await client.get(`${USERS}/me`)).body.id as string;

  it('can be neither demoted, deactivated nor deleted', async () => {
    const id = await idOf(api.admin);
    expect((await api.admin.patch(`${USERS}/${id}`, { role: 'user' })).status).toBe(409);
    expect((await api.admin.patch(`${USERS}/${id}`, { is_active: false })).status).toBe(409);
    expect((await api.admin.delete(`${USERS}/${id}`)).status).toBe(409);
    expect((await api.admin.delete(`${USERS}/me`)).status).toBe(409);
    expect((await api.admin.patch(`${USERS}/${id}`, { display_name: 'Still here' })).status).toBe(200);
  });

  it('stays when two admins take each other away at once', async () => {
    const other = await api.signUp({ role: 'admin' });
    const id = await idOf(api.admin);
    const statuses = await Promise.all([
      api.admin.patch(`${USERS}/${other.id}`, { role: 'user' }),
      other.client.patch(`${USERS}/${id}`, { is_active: false }),
    ]).then((answers) => answers.map(({ status }) => status));
    expect(statuses).toContain(200);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  });
});

describe('the first admin', () => {
  it('is made at start, once', async () => {
    const api = await startTestApp({ ADMIN_EMAIL: 'Boss@example.com', ADMIN_PASSWORD: PASSWORD });
    try {
      const { status, body } = await api.anonymous.post('/api/v1/auth/login', {
        email: 'boss@example.com',
        password: PASSWORD,
      });
      expect([status, body.user.role]).toEqual([200, 'admin']);
    } finally {
      await api.close();
    }
  });

  it('is not made with a password that everybody knows', async () => {
    const api = await startTestApp({ ADMIN_EMAIL: 'boss@example.com', ADMIN_PASSWORD: 'password123' });
    try {
      expect(api.logs.join('')).toContain('ADMIN_PASSWORD is refused');
      expect((await api.admin.get(`${USERS}?email=boss@example.com`)).body.total).toBe(0);
    } finally {
      await api.close();
    }
  });
});
