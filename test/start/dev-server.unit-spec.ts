import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { DevServer } from '../../tools/dev-server.js';

describe('the server of npm run dev', () => {
  let folder: string;
  let server: DevServer | undefined;
  let failed: number;

  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  };
  const noting = (what: string): string =>
    `import { appendFileSync } from 'node:fs';\nappendFileSync('notes', '${what}\\n');\n`;
  /** What has run so far, in the order of the alphabet: two processes run at once. */
  const notes = (): string => {
    const file = path.join(folder, 'notes');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').sort().join(' ') : '';
  };
  async function noted(expected: string): Promise<void> {
    for (const end = Date.now() + 30_000; notes() !== expected && Date.now() < end;) await setTimeout(20);
    expect(notes()).toBe(expected);
  }
  const main = (what: string): string => `import 'package';\n${noting(what)}setInterval(() => {}, 1000);\n`;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'strata-dev-server-'));
    cpSync('tools', path.join(folder, 'tools'), { recursive: true });
    write('package.json', '{ "type": "module" }');
    write('node_modules/package/package.json', '{ "type": "module", "exports": "./index.js" }');
    write('node_modules/package/index.js', noting('package'));
    write('dist/src/main.js', main('first'));
    failed = 0;
  });
  afterEach(async () => {
    await server?.stop();
    server?.forget();
    rmSync(folder, { recursive: true });
  });

  it('loads the packages of the next start while one runs, and then only what was built', async () => {
    server = new DevServer(folder, ['--inspect=0'], () => failed++, 0);
    server.start();
    await noted('first package package');
    write('dist/src/main.js', main('second'));
    await server.stop();
    server.start();
    await noted('first package package package second');
    expect(failed).toBe(0);
  });

  it('loads packages again that have been installed meanwhile', async () => {
    server = new DevServer(folder, ['--inspect=0'], () => failed++, 0);
    server.start();
    await noted('first package package');
    server.forget();
    write('node_modules/package/index.js', noting('newer'));
    await server.stop();
    server.start();
    await noted('first first newer newer package package');
  });

  it('leaves other options to Node', async () => {
    server = new DevServer(folder, ['--title=given'], () => failed++, 0);
    write(
      'dist/src/main.js',
      "import 'package';\nimport { appendFileSync } from 'node:fs';\nappendFileSync('notes', process.title);\n",
    );
    server.start();
    await noted('given package');
  });

  it('tells of a server that ends by itself with an error', async () => {
    server = new DevServer(folder, ['--inspect=0'], () => failed++, 60_000);
    write('dist/src/main.js', `${noting('failing')}process.exit(3);\n`);
    server.start();
    await noted('failing');
    for (const end = Date.now() + 10_000; failed === 0 && Date.now() < end;) await setTimeout(20);
    expect(failed).toBe(1);
  });
});
