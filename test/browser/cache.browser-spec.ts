import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/test-app.js';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];

/** What a page sees of an answer. */
interface Seen {
  status: number;
  id: string;
}

describe('the cache of a browser', () => {
  let api: TestApp;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    api = await startTestApp();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    context = await browser.newContext();
    page = await context.newPage();
    await page.goto(`${await api.app.getUrl()}/docs`);
  });

  afterAll(async () => {
    await browser.close();
    await api.close();
  });

  /** Reads a path as a script of a page does, with the cache of the browser between. */
  const read = (path: string, token: string): Promise<Seen> =>
    page.evaluate(
      async ([url, bearer]) => {
        const answer = await fetch(url!, { headers: { authorization: `Bearer ${bearer}` } });
        const { id } = (await answer.json()) as { id: string };
        return { status: answer.status, id };
      },
      [path, token],
    );

  it('never shows one user the account of another', async () => {
    const [sam, kim] = await Promise.all([api.signUp(), api.signUp()]);
    for (const user of [sam, kim, sam, kim]) {
      expect(await read('/api/v1/users/me', user.token)).toEqual({ status: 200, id: user.id });
    }
  });

  it('never shows a row to somebody whose session has ended', async () => {
    const sam = await api.signUp();
    const { body } = await sam.client.post('/api/v1/items', { name: 'cached' });
    const path = `/api/v1/items/${body.id}`;
    expect(await read(path, sam.token)).toEqual({ status: 200, id: body.id });
    await sam.client.post('/api/v1/auth/logout');
    expect(await read(path, sam.token)).toEqual({ status: 401, id: undefined });
  });
});
