import { chromium, type Page } from 'playwright-core';

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

/** A page of a browser, and what went wrong in it. */
export interface WatchedPage {
  page: Page;
  /** Errors of its scripts and its console, requests that failed, and those to another host. */
  faults: string[];
  close: () => Promise<void>;
}

/** Opens a page that may ask nobody but the origin. */
export async function openPage(origin: string, height: number): Promise<WatchedPage> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  const page = await browser.newPage({ viewport: { width: 1280, height } });
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('requestfailed', (request) => faults.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (protocol.startsWith('http') && asked !== origin) {
      faults.push(`${request.url()} is on another host`);
    }
  });
  return { page, faults, close: () => browser.close() };
}

/** All that a page has stored in its browser: what is still there when it is opened again. */
export async function storedBy(page: Page): Promise<unknown> {
  return page.evaluate(`(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    cookies: document.cookie,
    databases: await indexedDB.databases(),
  }))()`);
}

export const NOTHING_STORED = { local: {}, session: {}, cookies: '', databases: [] };
