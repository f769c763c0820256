import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startTestApp, type TestApp } from '../support/test-app.js';

const run = promisify(execFile);

describe('examples/client/tour.ts', () => {
  let api: TestApp;

  beforeAll(async () => {
    api = await startTestApp();
  });

  afterAll(() => api.close());

  it('runs against a server and does what it says', async () => {
    const { stdout } = await run(process.execPath, ['examples/client/tour.ts'], {
      env: { ...process.env, API_URL: await api.app.getUrl(), NODE_OPTIONS: '' },
    });
    expect(stdout).toMatch(/^Registered tour-\S+@example\.com$/m);
    expect(stdout).toMatch(/the same key again gave the same item$/m);
    expect(stdout).toMatch(/^Found 5 items in pages of 2$/m);
    expect(stdout).toMatch(/^Changed under "1": true$/m);
    expect(stdout).toMatch(/^Changed under "1" once more: false$/m);
  });
});
