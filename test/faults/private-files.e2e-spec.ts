import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tokenFor } from '../support/mails.js';
import { startTestApp } from '../support/test-app.js';
import { takeDirectory } from '../../src/platform/database/embedded-directory.js';

/** What others than the owner may do with a file or directory. */
const othersMay = (file: string): number => statSync(file).mode & 0o077;

describe('what the application writes', () => {
  const parent = mkdtempSync(path.join(tmpdir(), 'strata-private-'));

  afterAll(() => rmSync(parent, { recursive: true }));

  it('keeps the directory of mails to its owner', async () => {
    const MAIL_DIR = path.join(parent, 'mail');
    const api = await startTestApp({ MAIL_DIR });
    try {
      const sam = await api.signUp();
      await sam.client.post('/api/v1/auth/email/verify');
      while (!statSync(MAIL_DIR, { throwIfNoEntry: false }))
        await new Promise((resolve) => setImmediate(resolve));
      await tokenFor(MAIL_DIR, sam.email);
      expect(othersMay(MAIL_DIR)).toBe(0);
    } finally {
      await api.close();
    }
  });

  it('keeps the directory of the embedded database to its owner', async () => {
    const directory = path.join(parent, 'data', 'db');
    const giveBack = await takeDirectory(directory);
    await giveBack();
    expect([othersMay(directory), othersMay(path.dirname(directory))]).toEqual([0, 0]);
  });

  it('closes a directory that is there already to others, unless it is only as open as PostgreSQL allows', async () => {
    const modeAfterStart = async (mode: number): Promise<number> => {
      const directory = path.join(parent, mode.toString(8));
      mkdirSync(directory);
      chmodSync(directory, mode);
      await (
        await takeDirectory(directory)
      )();
      return statSync(directory).mode & 0o777;
    };
    expect([await modeAfterStart(0o755), await modeAfterStart(0o770), await modeAfterStart(0o750)]).toEqual([
      0o700, 0o700, 0o750,
    ]);
  });
});
