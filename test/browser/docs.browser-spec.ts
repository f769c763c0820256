import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/test-app.js';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A directory that gets a picture of each step; none if it is not set. */
const PICTURES = process.env.SCREENSHOTS;

describe('Swagger UI in a browser', () => {
  let api: TestApp;
  let origin: string;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    api = await startTestApp();
    origin = await api.app.getUrl();
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    page = await browser.newPage({ viewport: { width: 1280, height: 1400 } });
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('requestfailed', (request) => faults.push(`${request.url()} ${request.failure()?.errorText}`));
    page.on('request', (request) => {
      const { protocol, origin: asked } = new URL(request.url());
      if (protocol.startsWith('http') && asked !== origin) {
        faults.push(`${request.url()} is on another host`);
      }
    });
    await page.goto(`${origin}/docs`);
    await page.locator('.opblock').first().waitFor();
  });

  afterAll(async () => {
    await browser.close();
    await api.close();
  });

  afterEach(() => {
    expect(faults).toEqual([]);
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
});
