import path from 'node:path';
import { eventually } from '../faults/support/eventually.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { PASSWORD } from '../support/test-users.js';
import { type AdminUi, serveAdminUi } from './admin-ui.js';
import { openPage, type WatchedPage } from './open-page.js';

/** A directory that gets a picture of each step; none if it is not set. */
const PICTURES = process.env.SCREENSHOTS;

/** Packages are installed and built first. */
const START = 400_000;

describe('the admin UI of examples/admin', () => {
  let api: TestApp;
  let ui: AdminUi;
  let watched: WatchedPage;
  let page: WatchedPage['page'];

  beforeAll(async () => {
    api = await startTestApp();
    ui = await serveAdminUi(await api.app.getUrl());
    watched = await openPage(ui.origin, 1000);
    page = watched.page;
    for (let number = 1; number <= 12; number++) {
      const status = number % 2 ? 'active' : 'draft';
      await api.admin.post('/api/v1/items', { name: `Chair ${number}`, quantity: number, status });
    }
    await api.admin.post('/api/v1/items', { name: 'Oak table', quantity: 100 });
  }, START);

  afterAll(async () => {
    await watched?.close();
    ui?.close();
    await api.close();
  });

  afterEach(async () => {
    if (PICTURES) {
      const name = expect.getState().currentTestName!.replaceAll(/\W+/g, '-');
      await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
    }
    expect(watched.faults).toEqual([]);
  });

  /** The names in the list, once it shows so many rows. */
  async function names(count: number): Promise<string[]> {
    const cells = page.locator('td.column-name');
    // As text: what runs in the browser is outside of the types of Node.
    await page.waitForFunction(`document.querySelectorAll('td.column-name').length === ${count}`);
    return cells.allInnerTexts();
  }

  /** Opens the row for editing, and waits for it as it is stored: until it comes, the form shows what the list had. */
  async function openRow(): Promise<void> {
    const stored = page.waitForResponse(
      (answer) => answer.request().method() === 'GET' && /\/items\/[\da-f-]{36}$/.test(answer.url()),
    );
    await page.getByRole('link', { name: 'Edit' }).click();
    await stored;
  }

  /** Types a quantity and saves it; types it again if the form has just taken the stored row over. */
  async function saveQuantity(quantity: string): Promise<void> {
    const save = page.getByRole('button', { name: 'Save' });
    await eventually(async () => {
      await page.getByRole('spinbutton', { name: 'Quantity' }).fill(quantity);
      return save.click({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    });
  }

  it('signs in', async () => {
    const { email } = await api.signUp({ role: 'admin' });
    await page.goto(ui.origin);
    await page.getByRole('textbox', { name: 'Username' }).fill(email);
    await page.getByRole('textbox', { name: 'Password' }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('menuitem', { name: 'Users' }).waitFor();
  });

  it('lists the newest first, and pages', async () => {
    expect((await names(10))[0]).toBe('Oak table');
    await page.getByRole('button', { name: 'Go to next page' }).click();
    expect(await names(3)).toEqual(['Chair 3', 'Chair 2', 'Chair 1']);
  });

  it('sorts', async () => {
    await page.getByRole('button', { name: 'Sort by quantity' }).click();
    expect((await names(10)).slice(0, 2)).toEqual(['Chair 1', 'Chair 2']);
  });

  it('filters and searches', async () => {
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'active' }).click();
    expect(await names(6)).toEqual([1, 3, 5, 7, 9, 11].map((number) => `Chair ${number}`));
    await page.getByRole('textbox', { name: 'Search' }).fill('chair 11');
    expect(await names(1)).toEqual(['Chair 11']);
  });

  it('edits what it has seen', async () => {
    await openRow();
    await saveQuantity('42');
    await page.getByText('updated').first().waitFor();
    expect((await api.admin.get('/api/v1/items?name=Chair%2011')).body.items[0].quantity).toBe(42);
  });

  it('does not overwrite what somebody else has changed meanwhile', async () => {
    await names(1);
    await openRow();
    const { id } = (await api.admin.get('/api/v1/items?name=Chair%2011')).body.items[0];
    await api.admin.patch(`/api/v1/items/${id}`, { quantity: 7 });
    await saveQuantity('43');
    await page.getByText('The resource has changed').waitFor();
    expect((await api.admin.get(`/api/v1/items/${id}`)).body.quantity).toBe(7);
    // A browser reports each answer that is an error.
    expect(watched.faults.splice(0)).toEqual([expect.stringContaining('412')]);
  });

  it('deletes, and brings back', async () => {
    await page.getByRole('menuitem', { name: 'Items' }).click();
    await names(1);
    await page.getByRole('link', { name: 'Edit' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('deleted').first().waitFor();
    await page.getByRole('combobox', { name: 'Deleted' }).click();
    await page.getByRole('option', { name: 'Deleted ones only' }).click();
    expect(await names(1)).toEqual(['Chair 11']);
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('Restored').waitFor();
    expect((await api.admin.get('/api/v1/items?name=Chair%2011')).body.total).toBe(1);
  });

  it('creates, and says what is wrong beside the field', async () => {
    await page.getByRole('menuitem', { name: 'Items' }).click();
    await page.getByRole('link', { name: 'Create' }).first().click();
    await page.getByRole('textbox', { name: 'Name' }).fill('n'.repeat(256));
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('255').waitFor();
    expect(watched.faults.splice(0)).toEqual([expect.stringContaining('422')]);
    await page.getByRole('textbox', { name: 'Name' }).fill('New lamp');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('created').first().waitFor();
    expect((await api.admin.get('/api/v1/items?name=New%20lamp')).body.total).toBe(1);
  });

  it('shows users to admins, and signs out', async () => {
    await page.getByRole('menuitem', { name: 'Users' }).click();
    await page.locator('td.column-email').first().waitFor();
    await page.getByRole('button', { name: 'Profile' }).click();
    await page.getByRole('menuitem', { name: 'Logout' }).click();
    await page.getByRole('textbox', { name: 'Password' }).waitFor();
  });
});
