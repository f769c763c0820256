import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { eventually } from '../faults/support/eventually.js';
import { RawRequest } from '../faults/support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const ITEMS = '/api/v1/items';

interface Answer {
  status: number;
  head: string;
  body: { error_code: string; correlation_id: string; errors?: { type: string }[] } & Record<string, unknown>;
}

/** The parts of one response as it came over the socket. */
function parse(text: string): Answer {
  const [head = '', body = ''] = text.split('\r\n\r\n');
  return {
    status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]),
    head: head.toLowerCase(),
    body: (body === '' ? {} : JSON.parse(body)) as Answer['body'],
  };
}

describe('limits of a request', () => {
  let api: TestApp;
  let url: string;
  let token: string;

  beforeAll(async () => {
    api = await startTestApp({ REQUEST_TIMEOUT_MS: '1500' });
    url = await api.app.getUrl();
    ({ token } = await api.signUp());
  });

  afterAll(() => api.close());

  /** Sends text as it is, and reads until the server closes the connection. */
  const raw = async (...parts: string[]): Promise<Answer> => {
    const request = await RawRequest.to(url);
    parts.forEach((part) => request.send(part));
    return parse(await request.response());
  };

  const head = (line: string, ...headers: string[]): string =>
    [line, 'Host: test', `Authorization: Bearer ${token}`, 'Connection: close', ...headers, '', ''].join(
      '\r\n',
    );

  const post = (body: string, path = ITEMS, ...headers: string[]): string =>
    head(
      `POST ${path} HTTP/1.1`,
      ...(headers.length ? headers : ['Content-Type: application/json']),
      `Content-Length: ${Buffer.byteLength(body)}`,
    ) + body;

  const item = (): string => JSON.stringify({ name: randomUUID() });

  const expectRefusal = ({ status, head, body }: Answer, expected: number, code: string): void => {
    expect([status, body.error_code]).toEqual([expected, code]);
    expect(head).toContain(`x-correlation-id: ${body.correlation_id}`);
    expect(head).toContain('content-type: application/json; charset=utf-8');
  };

  it.each([
    ['a header of 17 KB', ['X-Long: ' + 'a'.repeat(17_000)]],
    ['a header of 200 KB', ['X-Long: ' + 'a'.repeat(200_000)]],
    ['3,000 headers', Array<string>(3_000).fill('X-Many: 1')],
  ])('refuses %s with 431', async (_what, headers) => {
    expectRefusal(await raw(head('GET /health/live HTTP/1.1', ...headers)), 431, 'HEADERS_TOO_LARGE');
  });

  it('takes headers of 15 KB', async () => {
    expect((await raw(head('GET /health/live HTTP/1.1', `X-Long: ${'a'.repeat(15_000)}`))).status).toBe(200);
  });

  it.each([8_193, 100_000])('refuses a URL of %i bytes with 414', async (length) => {
    expectRefusal(await raw(head(`GET /${'a'.repeat(length - 1)} HTTP/1.1`)), 414, 'URI_TOO_LONG');
  });

  it('takes a URL of 8 KiB', async () => {
    expectRefusal(await raw(head(`GET /${'a'.repeat(8_191)} HTTP/1.1`)), 404, 'NOT_FOUND');
  });

  it.each([
    ['said to be', ITEMS, 'Content-Length: 1048577', '{'],
    ['said to be, on a bulk route,', `${ITEMS}/bulk`, 'Content-Length: 8388609', '{'],
    [
      'sent in chunks',
      ITEMS,
      'Transfer-Encoding: chunked',
      `${(1_100_000).toString(16)}\r\n${'a'.repeat(1_100_000)}`,
    ],
  ])('refuses a body that is %s too large with 413', async (_what, path, header, body) => {
    const answer = await raw(head(`POST ${path} HTTP/1.1`, 'Content-Type: application/json', header), body);
    expectRefusal(answer, 413, 'PAYLOAD_TOO_LARGE');
  });

  it('takes larger bodies on bulk routes', async () => {
    const items = Array.from({ length: 300 }, () => ({
      name: randomUUID(),
      description: 'd'.repeat(4_900),
    }));
    const answer = await api.client.post(`${ITEMS}/bulk`, { items });
    expect([answer.status, answer.body.created]).toEqual([201, 300]);
  });

  it.each([
    ['too_deep', `{"name":${'['.repeat(33)}${']'.repeat(33)}}`, ITEMS],
    ['too_deep', '['.repeat(500_000), ITEMS],
    ['too_deep', '{"a":'.repeat(100_000), ITEMS],
    [
      'too_many_keys',
      JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [i, i]))),
      ITEMS,
    ],
    [
      'too_many_keys',
      JSON.stringify(Object.fromEntries(Array.from({ length: 100_001 }, (_, i) => [i, i]))),
      `${ITEMS}/bulk`,
    ],
  ])('refuses a body with 422 %s', async (type, body, path) => {
    const answer = await raw(post(body, path));
    expectRefusal(answer, 422, 'VALIDATION_ERROR');
    expect(answer.body.errors![0]!.type).toBe(type);
  });

  it.each([0, 1_001])('refuses a batch of %i rows', async (length) => {
    const items = Array.from({ length }, () => ({ name: randomUUID() }));
    expect((await api.client.post(`${ITEMS}/bulk`, { items })).status).toBe(422);
  });

  it.each([
    ['a body that stops', ['Content-Type: application/json', 'Content-Length: 100'], '{'],
    ['a body without bytes', ['Content-Type: application/json', 'Content-Length: 100'], ''],
  ])('gives up on %s with 408', async (_what, headers, body) => {
    expectRefusal(await raw(head(`POST ${ITEMS} HTTP/1.1`, ...headers), body), 408, 'REQUEST_TIMEOUT');
  });

  it('gives up on headers that stop with 408', async () => {
    expectRefusal(await raw('GET /health/live HTTP/1.1\r\nHost: test\r\nX-A'), 408, 'REQUEST_TIMEOUT');
  });

  it('gives up on a body that comes byte by byte', async () => {
    const request = await RawRequest.to(url);
    request.send(head(`POST ${ITEMS} HTTP/1.1`, 'Content-Type: application/json', 'Content-Length: 1000'));
    const drip = setInterval(() => request.send(' '), 100);
    const answer = parse(await request.response());
    clearInterval(drip);
    expectRefusal(answer, 408, 'REQUEST_TIMEOUT');
  });

  it.each(['Content-Length: 100', 'Transfer-Encoding: chunked'])(
    'blames the client, not the server, when it leaves in the middle of a body: %s',
    async (length) => {
      const before = api.logs.length;
      const request = await RawRequest.to(url);
      request.send(head(`POST ${ITEMS} HTTP/1.1`, 'Content-Type: application/json', length));
      request.send('5\r\n{"nam');
      await setTimeout(100);
      request.destroy();
      await eventually(() => linesFrom(before).includes('"msg":"POST /api/v1/items aborted"'));
      await setTimeout(200);
      expect(linesFrom(before)).not.toMatch(/"level":"(warn|error)"|SERVICE_UNAVAILABLE/);
    },
  );
  const linesFrom = (first: number): string => api.logs.slice(first).join('\n');

  it.each(['TRACE', 'PROPFIND', 'OPTIONS', 'PUT', 'DELETE', 'PATCH'])(
    'answers %s on a path that has it not with 405 and Allow',
    async (method) => {
      const answer = await raw(head(`${method} ${ITEMS} HTTP/1.1`));
      expectRefusal(answer, 405, 'METHOD_NOT_ALLOWED');
      expect(answer.head).toMatch(/\r\nallow: get, head, post(\r|$)/);
    },
  );

  it.each([
    ['an unknown method', 'BREW /api/v1/items HTTP/1.1\r\nHost: test\r\n\r\n'],
    ['CONNECT', 'CONNECT test:80 HTTP/1.1\r\nHost: test\r\n\r\n'],
    ['no HTTP at all', '\x16\x03\x01\x02\r\n\r\n'],
    ['an unknown version', 'GET /health/live HTTP/9.9\r\nHost: test\r\n\r\n'],
    ['HTTP/2.0 in the first line', 'GET /health/live HTTP/2.0\r\nHost: test\r\n\r\n'],
    ['HTTP/0.9 in the first line', 'GET /health/live HTTP/0.9\r\nHost: test\r\n\r\n'],
    ['no Host', 'GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two Hosts', 'GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'],
    ['a NUL in a header', 'GET /health/live HTTP/1.1\r\nHost: test\r\nX-A: a\0b\r\n\r\n'],
    ['a URL that is not ASCII', 'GET /\u00e9 HTTP/1.1\r\nHost: test\r\n\r\n'],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
    ['a negative length', 'POST / HTTP/1.1\r\nHost: test\r\nContent-Length: -1\r\n\r\n'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'another transfer encoding before the chunks',
      'POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    ],
    ['another transfer encoding', 'POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: gzip\r\n\r\nabc'],
  ])('refuses %s with 400', async (_what, text) => {
    expectRefusal(await raw(text), 400, 'BAD_REQUEST');
  });

  it('refuses broken chunks and bodies that are longer than they say with 400', async () => {
    const json = 'Content-Type: application/json';
    const chunks = await raw(head(`POST ${ITEMS} HTTP/1.1`, json, 'Transfer-Encoding: chunked'), 'zz\r\nabc');
    expectRefusal(chunks, 400, 'BAD_REQUEST');
    const lie = await raw(head(`POST ${ITEMS} HTTP/1.1`, json, 'Content-Length: 3'), item());
    expectRefusal(lie, 400, 'BAD_REQUEST');
  });

  it('serves HTTP/1.0, with and without Host', async () => {
    expect((await raw('GET /health/live HTTP/1.0\r\n\r\n')).body).toEqual({ status: 'ok' });
    expect((await raw('GET /health/live HTTP/1.0\r\nHost: test\r\n\r\n')).body).toEqual({ status: 'ok' });
  });

  it('serves URLs in absolute form, and answers with a path', async () => {
    const body = item();
    const answer = await raw(post(body, `http://api.example.com${ITEMS}`));
    expect(answer.status).toBe(201);
    expect(answer.head).toContain(`location: ${ITEMS}/${String(answer.body.id)}`);
  });

  it('serves Expect: 100-continue, and refuses other expectations with 417', async () => {
    const text = post(item(), ITEMS, 'Content-Type: application/json', 'Expect: 100-continue');
    const request = await RawRequest.to(url);
    request.send(text);
    expect(await request.response()).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 Created\r\n/);
    const other = await raw(post(item(), ITEMS, 'Content-Type: application/json', 'Expect: cake'));
    expectRefusal(other, 417, 'EXPECTATION_FAILED');
  });

  it('refuses two Authorization headers', async () => {
    const lines = ['Authorization: Bearer a', 'authorization: Bearer b'];
    expectRefusal(await raw(head(`GET ${ITEMS} HTTP/1.1`, ...lines)), 400, 'BAD_REQUEST');
  });

  it('serves chunked bodies, and requests one behind the other', async () => {
    const body = item();
    const chunked = head(
      `POST ${ITEMS} HTTP/1.1`,
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    );
    const created = await raw(chunked, `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
    expect(created.status).toBe(201);
    const request = await RawRequest.to(url);
    const live = 'GET /health/live HTTP/1.1\r\nHost: test\r\n';
    request.send(`${live}\r\nGET /nowhere HTTP/1.1\r\nHost: test\r\n\r\n${live}Connection: close\r\n\r\n`);
    expect((await request.response()).match(/HTTP\/1\.1 \d+/g)).toEqual([
      'HTTP/1.1 200',
      'HTTP/1.1 404',
      'HTTP/1.1 200',
    ]);
  });

  it('answers HEAD as GET, without the body', async () => {
    const list = await raw(head(`HEAD ${ITEMS} HTTP/1.1`));
    expect([list.status, list.body]).toEqual([200, {}]);
    expect((await raw(head('HEAD /nowhere HTTP/1.1'))).status).toBe(404);
  });

  it.each(['application/json', 'APPLICATION/JSON; Charset=UTF-8', 'application/json;charset=utf-8'])(
    'takes %s',
    async (type) => {
      expect((await raw(post(item(), ITEMS, `Content-Type: ${type}`))).status).toBe(201);
    },
  );

  it.each([
    'Content-Type: text/plain',
    'Content-Type: application/x-www-form-urlencoded',
    'Content-Type: multipart/form-data; boundary=x',
    'Content-Type: application/merge-patch+json',
    'Content-Type: application/jsonx',
    'Content-Type: application/json, text/plain',
    'Content-Type:',
    'Content-Type: nonsense',
    'X-None: 1',
    'Content-Type: application/json\r\nContent-Encoding: gzip',
  ])('refuses a body with %j with 415', async (header) => {
    expectRefusal(await raw(post(item(), ITEMS, header)), 415, 'UNSUPPORTED_MEDIA_TYPE');
  });

  it('ignores the body of a GET', async () => {
    const answer = await raw(
      head(`GET ${ITEMS} HTTP/1.1`, 'Content-Type: text/plain', 'Content-Length: 3'),
      'abc',
    );
    expect(answer.status).toBe(200);
  });
});
