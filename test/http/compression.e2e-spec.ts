import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { createItems, ITEMS, tag } from '../support/items.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const LONG = 'a long text '.repeat(300).trim();

describe('COMPRESSION', () => {
  let api: TestApp;
  let path: string;
  let authorization: string;

  beforeAll(async () => {
    api = await startTestApp({ COMPRESSION: 'true' });
    const { client, token } = await api.signUp();
    authorization = `Bearer ${token}`;
    const [item] = await createItems(client, { name: tag(), description: LONG });
    path = `${ITEMS}/${item!.id}`;
  });
  afterAll(() => api.close());

  /** As it comes over the wire. */
  async function get(url: string, headers: Record<string, string>) {
    const target = new URL(url, await api.app.getUrl());
    return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer }>(
      (resolve, reject) => {
        request(target, { headers: { authorization, ...headers } }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
          );
        })
          .on('error', reject)
          .end();
      },
    );
  }

  it.each([
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ])('answers in %s where the client takes it, with the same tag', async (encoding, unpack) => {
    const { headers, body } = await get(path, { 'accept-encoding': encoding });
    expect(headers).toMatchObject({ 'content-encoding': encoding, etag: '"1"' });
    expect(String(headers.vary)).toMatch(/accept-encoding/i);
    expect(String(headers.vary)).toMatch(/authorization/i);
    expect(body.length).toBeLessThan(LONG.length / 4);
    expect(JSON.parse(unpack(body).toString())).toMatchObject({ description: LONG });
  });

  it('leaves alone what is small, and what the client wants as it is', async () => {
    const plain = await get(path, { 'accept-encoding': 'identity' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(JSON.parse(plain.body.toString())).toMatchObject({ description: LONG });
    const small = await get('/health/live', { 'accept-encoding': 'gzip' });
    expect(small.headers['content-encoding']).toBeUndefined();
  });

  it('keeps conditional requests as they are', async () => {
    const known = await get(path, { 'accept-encoding': 'gzip', 'if-none-match': '"1"' });
    expect([known.status, known.body.length]).toEqual([304, 0]);
    const stale = await get(path, { 'accept-encoding': 'gzip', 'if-none-match': '"7"' });
    expect(stale.status).toBe(200);
  });

  it('is off unless it is asked for', async () => {
    const plain = await startTestApp();
    try {
      const { headers } = await fetch(`${await plain.app.getUrl()}/docs-json`, {
        headers: { 'accept-encoding': 'gzip' },
      });
      expect(headers.get('content-encoding')).toBeNull();
    } finally {
      await plain.close();
    }
  });
});

describe('APP_NAME', () => {
  it('names the document', async () => {
    const api = await startTestApp({ APP_NAME: 'Acme Orders' });
    try {
      const { body } = await api.client.get('/docs-json');
      expect(body.info.title).toBe('Acme Orders');
      expect((await api.client.get('/docs')).text).toContain('<title>Acme Orders API</title>');
    } finally {
      await api.close();
    }
  });
});
