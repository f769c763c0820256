import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { NOTHING_STORED, openPage, storedBy, type WatchedPage } from './open-page.js';

/** A directory that gets a picture of each step; none if it is not set. */
const PICTURES = process.env.SCREENSHOTS;

describe('Swagger UI in a browser', () => {
  let api: TestApp;
  let origin: string;
  let watched: WatchedPage;
  let page: WatchedPage['page'];

  beforeAll(async () => {
    api = await startTestApp();
    origin = await api.app.getUrl();
    watched = await openPage(origin, 1400);
    page = watched.page;
    await page.goto(`${origin}/docs`);
    await page.locator('.opblock').first().waitFor();
  });

  afterAll(async () => {
    await watched.close();
    await api.close();
  });

  afterEach(() => {
    expect(watched.faults).toEqual([]);
  });

  const picture = async (name: string): Promise<void> => {
    if (PICTURES) {
      await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
    }
  };

  /** Opens an operation, sends its request as filled in, and returns the status and the text of the answer. */
  async function execute(tag: string, id: string): Promise<{ status: string; text: string }> {
    const operation = page.locator(`#operations-${tag}-${id}`);
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    const answer = operation.locator('.live-responses-table .response').first();
    await answer.waitFor();
    await picture(id);
    return {
      status: (await answer.locator('.response-col_status').innerText()).trim(),
      text: await answer.locator('.response-col_description').innerText(),
    };
  }

  it('shows every group, first things first', async () => {
    await picture('overview');
    const tags = await page
      .locator('.opblock-tag')
      .evaluateAll((elements) => elements.map((element) => element.getAttribute('data-tag')));
    const document = JSON.parse(readFileSync('openapi.json', 'utf8'));
    expect(tags).toEqual(document.tags.map(({ name }: { name: string }) => name));
    expect(await page.locator('.other-pages a').allTextContents()).toEqual(['Guides', 'Reference']);
  });

  it('takes a token', async () => {
    const { body } = await api.anonymous.post('/api/v1/auth/register', {
      email: 'reader@example.com',
      password: 'correct horse battery',
      display_name: 'Reader',
    });
    await page.locator('.btn.authorize').click();
    const dialog = page.locator('.dialog-ux');
    await dialog.locator('input').fill(body.token);
    await picture('authorize');
    await dialog.locator('.auth-btn-wrapper .authorize').click();
    await dialog.getByText('Authorized', { exact: true }).waitFor();
    await dialog.locator('.close-modal').click();
    await page.locator('.btn.authorize.locked').waitFor();
  });

  it('creates an item from the example, and lists it', async () => {
    const created = await execute('items', 'createItem');
    expect(created.status).toBe('201');
    expect(created.text).toContain('Oak table');
    const listed = await execute('items', 'listItems');
    expect(listed.status).toBe('200');
    expect(listed.text).toContain('Oak table');
  });

  it('forgets the token when it is loaded again', async () => {
    expect(await storedBy(page)).toEqual(NOTHING_STORED);
    await page.reload();
    await page.locator('.btn.authorize.unlocked').waitFor();
  });
});
