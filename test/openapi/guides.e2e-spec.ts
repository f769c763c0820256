import { globSync } from 'node:fs';
import request from 'supertest';
import { startTestApp, type TestApp } from '../support/test-app.js';

const FILES = globSync('**/*.md', { cwd: 'docs' });

describe('/guides', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });
  afterAll(() => api.close());

  const get = async (url: string): Promise<request.Response> => request(await api.app.getUrl()).get(url);

  it('shows the docs, from the first page on, without a token', async () => {
    expect((await get('/guides')).headers.location).toBe('/guides/README.md');
    const { status, type, text, headers } = await get('/guides/README.md');
    expect([status, type]).toEqual([200, 'text/html']);
    expect(text).toContain('<title>Strata guides</title>');
    expect(headers['content-security-policy']).toContain("default-src 'self'");
    expect((await get('/docs-links.js')).text).toContain('<a href="/guides">Guides</a>');
  });

  it.each(FILES)('leads to pages and headings that there are: %s', async (file) => {
    const url = new URL(`/guides/${file}`, 'http://localhost');
    const { text } = await get(url.pathname);
    const links = [...text.matchAll(/<a href="([^"]+)"/g)].map(([, href]) => new URL(href!, url));
    expect(links.length).toBeGreaterThan(2);
    for (const { origin, pathname, hash } of links.filter((link) => link.origin === url.origin)) {
      const page = await get(pathname);
      expect([origin, pathname, page.status < 400]).toEqual([url.origin, pathname, true]);
      if (hash) {
        expect(page.text).toContain(`id="${hash.slice(1)}"`);
      }
    }
  });

  it.each([
    '/guides/nothing.md',
    '/guides/../package.json',
    '/guides/%2e%2e/README.md',
    '/guides/images/docs.png',
  ])('has nothing else: %s', async (url) => {
    expect((await get(url)).status).toBe(404);
  });
});
