import { readFileSync } from 'node:fs';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { NOTHING_STORED, openPage, storedBy, type WatchedPage } from './open-page.js';

describe('Scalar in a browser', () => {
  let api: TestApp;
  let origin: string;
  let watched: WatchedPage;
  let page: WatchedPage['page'];

  beforeAll(async () => {
    api = await startTestApp();
    origin = await api.app.getUrl();
    watched = await openPage(origin, 1000);
    page = watched.page;
  });

  afterAll(async () => {
    await watched.close();
    await api.close();
  });

  afterEach(() => {
    expect(watched.faults).toEqual([]);
  });

  it('is reached from Swagger UI', async () => {
    await page.goto(`${origin}/docs`);
    await page.getByRole('link', { name: 'Reference' }).click();
    await page.waitForURL(`${origin}/reference`);
  });

  it('shows every group, and an operation with what it takes', async () => {
    const { tags, paths } = JSON.parse(readFileSync('openapi.json', 'utf8'));
    for (const { name } of tags as { name: string }[]) {
      await page.getByText(name, { exact: true }).first().waitFor();
    }
    const { summary } = paths['/api/v1/items'].post;
    await page.goto(`${origin}/reference#tag/items/POST/api/v1/items`);
    await page.getByRole('heading', { name: summary }).first().waitFor();
    await page.getByText('Idempotency-Key').first().waitFor();
  });

  it('forgets a token when it is loaded again', async () => {
    const token = `s_${'A'.repeat(43)}`;
    const field = page.getByPlaceholder('Token').first();
    await field.fill(token);
    await field.blur();
    await page.getByText(token).first().waitFor({ state: 'attached' });
    expect(await storedBy(page)).toEqual(NOTHING_STORED);
    await page.reload();
    await page.getByPlaceholder('Token').first().waitFor();
    expect(await page.content()).not.toContain(token);
  });
});
