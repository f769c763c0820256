import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { copyTemplate, type TestDatabase } from '../support/test-database.js';

const PROJECT = [
  'src',
  'migrations',
  'tools',
  'mikro-orm.config.ts',
  'package.json',
  'tsconfig.json',
  '.swcrc',
];

describe('npm run dev', () => {
  let folder: string;
  let database: TestDatabase;

  beforeAll(async () => {
    database = await copyTemplate(process.env.DATABASE_URL);
    folder = mkdtempSync(path.join(tmpdir(), 'strata-dev-'));
    for (const name of PROJECT) cpSync(name, path.join(folder, name), { recursive: true });
    symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });

  function change(file: string, edit: (text: string) => string): void {
    const full = path.join(folder, file);
    writeFileSync(full, edit(readFileSync(full, 'utf8')));
  }

  it('shows a change at once, keeps the server when one does not compile, and stops with it', async () => {
    const { DATABASE_URL = '', DATABASE_DIR } = database.settings;
    const dev = spawn(process.execPath, ['tools/dev.ts', '--inspect=0'], {
      cwd: folder,
      env: { PATH: process.env.PATH, PORT: '0', DATABASE_URL, DATABASE_DIR: path.resolve(DATABASE_DIR) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const readers: (() => void)[] = [];
    const read = (text: Buffer): void => {
      output += text.toString();
      readers.forEach((reader) => reader());
    };
    dev.stdout.on('data', read);
    dev.stderr.on('data', read);
    const closed = once(dev, 'close');
    const appears = (expected: RegExp) =>
      new Promise<RegExpExecArray>((resolve) => {
        const look = (): void => {
          const found = expected.exec(output);
          if (found) resolve(found);
        };
        readers.push(look);
        look();
      });

    await appears(/Strata is ready/);
    expect(output).toContain('Debugger listening');
    change('src/platform/start/banner.ts', (text) => text.replace('is ready', 'is back'));
    const [, url] = await appears(/Strata is back[^]*?(http:\/\/127\.0\.0\.1:\d+)\/api/);
    change('src/items/items.module.ts', (text) => `${text}\nexport const x: = 1;\n`);
    await appears(/src\/items\/items\.module\.ts does not compile/);
    expect((await fetch(`${url!}/health/live`)).status).toBe(200);
    dev.kill('SIGTERM');
    await closed;
    await expect(fetch(`${url!}/health/live`)).rejects.toThrow('fetch failed');
  }, 240_000);
});
