import { startTestApp, type TestApp } from '../support/test-app.js';

const ME = '/api/v1/users/me';

describe('caches', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  it.each(['/api/v1/items', '/api/v1/items?page=0', '/api/v1/items/01973c5e-7d6a-7cc4-a3b1-5f6c8e0d2b41'])(
    'keep %s for the caller alone, and ask again',
    async (path) => {
      const { headers } = await api.client.get(path);
      expect(headers).toMatchObject({ 'cache-control': 'private, no-cache', vary: 'Authorization' });
    },
  );

  it('never get what is below auth and users', async () => {
    const answers = [
      await api.client.get(ME),
      await api.admin.get('/api/v1/users'),
      await api.client.get('/api/v1/auth/sessions'),
      await api.anonymous.post('/api/v1/auth/password/reset', { email: 'nobody@example.com' }),
      await api.anonymous.post('/api/v1/auth/login', {}),
      await api.anonymous.get(ME),
    ];
    for (const { headers } of answers) {
      expect(headers).toMatchObject({ 'cache-control': 'no-store', vary: 'Authorization' });
    }
  });

  it('cannot take the account of one user for that of another', async () => {
    const [sam, kim] = await Promise.all([api.signUp(), api.signUp()]);
    const { etag } = (await sam.client.get(ME)).headers as { etag: string };
    expect(etag).toBe(`"${sam.id}.1"`);
    expect((await sam.client.with({ 'if-none-match': etag }).get(ME)).status).toBe(304);
    const others = await kim.client.with({ 'if-none-match': etag }).get(ME);
    expect([others.status, others.body.id]).toEqual([200, kim.id]);
    const rename = { display_name: 'Another name' };
    expect((await kim.client.with({ 'if-match': etag }).patch(ME, rename)).status).toBe(412);
    const renamed = await sam.client.with({ 'if-match': etag }).patch(ME, rename);
    expect([renamed.status, renamed.headers.etag]).toEqual([200, `"${sam.id}.2"`]);
    expect((await sam.client.with({ 'if-match': etag }).delete(ME)).status).toBe(412);
    expect((await sam.client.with({ 'if-match': `"${sam.id}.2"` }).delete(ME)).status).toBe(204);
  });
});
