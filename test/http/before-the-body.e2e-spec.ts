import { RawRequest } from '../faults/support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const BULK = '/api/v1/items/bulk';
const MEBIBYTE = 1_048_576;

describe('before a body is read', () => {
  let api: TestApp;
  let url: string;
  const sockets: RawRequest[] = [];

  beforeAll(async () => {
    api = await startTestApp();
    url = await api.app.getUrl();
  });

  afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));
  afterAll(() => api.close());

  /** Sends the head of a request, and the first bytes of its body at most. */
  const begin = async (path: string, bytes: number, token?: string, body = '{"'): Promise<RawRequest> => {
    const socket = await RawRequest.to(url);
    sockets.push(socket);
    const head = [
      `POST ${path} HTTP/1.1`,
      'Host: test',
      'Content-Type: application/json',
      `Content-Length: ${bytes}`,
      ...(token ? [`Authorization: Bearer ${token}`] : []),
    ];
    socket.send(`${head.join('\r\n')}\r\n\r\n${body}`);
    return socket;
  };

  /** The status of an answer, once its connection was closed. */
  const refused = async (request: RawRequest): Promise<string> => (await request.response()).slice(9, 12);

  it('asks who calls, and closes the connection of whoever may not', async () => {
    expect(await refused(await begin(BULK, 8 * MEBIBYTE))).toBe('401');
    expect(await refused(await begin(BULK, 8 * MEBIBYTE, `s_${'A'.repeat(43)}`))).toBe('401');
    const { token } = await api.signUp();
    expect(await refused(await begin('/api/v1/users', MEBIBYTE, token))).toBe('403');
    expect(await refused(await begin('/api/v1/nowhere', MEBIBYTE, token))).toBe('404');
  });

  it('lets the client read the answer while it is still sending', async () => {
    const request = await begin(BULK, 8 * MEBIBYTE, undefined, ' '.repeat(4 * MEBIBYTE));
    expect(await refused(request)).toBe('401');
  });

  it('tells nobody to go on who may not', async () => {
    const ask = async (authorization: string): Promise<string> => {
      const request = await RawRequest.to(url);
      sockets.push(request);
      const head = [
        'POST /api/v1/items HTTP/1.1',
        'Host: test',
        'Content-Type: application/json',
        authorization,
      ];
      request.send([...head, 'Content-Length: 100000', 'Expect: 100-continue', '', ''].join('\r\n'));
      while (!request.received) await new Promise((resolve) => setImmediate(resolve));
      return request.received.slice(9, 12);
    };
    const { token } = await api.signUp();
    expect([await ask('X-None: 1'), await ask(`Authorization: Bearer ${token}`)]).toEqual(['401', '100']);
  });

  it('refuses more than the route takes', async () => {
    const { token } = await api.signUp();
    expect(await refused(await begin('/api/v1/items', MEBIBYTE + 1, token))).toBe('413');
    expect(await refused(await begin(BULK, 8 * MEBIBYTE + 1, token))).toBe('413');
    expect(await refused(await begin('/api/v1/auth/login', MEBIBYTE + 1))).toBe('413');
  });

  it('takes so many large bodies at once, lets small ones pass, and recovers', async () => {
    const { token, client } = await api.signUp();
    const slow: RawRequest[] = [];
    for (let i = 0; i < 8; i++) slow.push(await begin(BULK, 8 * MEBIBYTE, token));
    // All are being received once the sessions of all have been looked up.
    while ((await client.post(BULK, { items: [{ name: 'x'.repeat(100_000) }] })).status !== 503);
    const one = await begin(BULK, MEBIBYTE, token);
    const answer = await one.response();
    expect(answer).toMatch(/^HTTP\/1.1 503 [^]*retry-after: 1\r\n/);
    expect((await client.post('/api/v1/items', { name: 'small' })).status).toBe(201);
    slow.forEach((request) => request.destroy());
    const large = { items: [{ name: 'large', description: 'x'.repeat(100_000) }] };
    while ((await client.post(BULK, large)).status === 503);
    expect((await client.post(BULK, large)).status).toBe(422);
  });

  it('refuses lists of too many elements at once', async () => {
    const elements = (count: number) => ({ items: Array.from({ length: count }, () => 0) });
    const { body } = await api.client.post(BULK, elements(100_001));
    expect(body.errors).toEqual([{ loc: ['body'], msg: expect.any(String), type: 'too_many_keys' }]);
    const other = await api.client.post('/api/v1/items', elements(10_001));
    expect(other.body.errors[0].type).toBe('too_many_keys');
    expect((await api.client.post('/api/v1/items', elements(9_000))).body.errors[0].type).not.toBe(
      'too_many_keys',
    );
  });

  it('looks a session up once, and none for what needs none', async () => {
    const { subscribe, unsubscribe } = await import('node:diagnostics_channel');
    const texts: string[] = [];
    const note = (message: unknown) => void texts.push((message as { text: string }).text);
    subscribe('strata:statement', note);
    await api.client.get('/health/live');
    await api.client.get('/api/v1/nowhere');
    await api.client.get('/api/v1/items/');
    expect(texts).toEqual([]);
    await api.client.post('/api/v1/items', { name: 1 });
    unsubscribe('strata:statement', note);
    expect(texts).toHaveLength(1);
  });

  it('refuses two Authorization headers', async () => {
    const { token } = await api.signUp();
    const request = await RawRequest.to(url);
    const header = `Authorization: Bearer ${token}\r\n`;
    request.send(`GET /api/v1/items HTTP/1.1\r\nHost: test\r\nConnection: close\r\n${header}${header}\r\n`);
    expect(await refused(request)).toBe('400');
  });
});
