import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from '../../tools/build.js';

describe('npm run build', () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'strata-build-'));
    ['src', 'migrations', 'extra'].forEach((folder) => mkdirSync(path.join(root, folder)));
    writeFileSync(path.join(root, '.swcrc'), readFileSync('.swcrc'));
    write('mikro-orm.config.ts', 'export default 1;');
    write('src/one.ts', 'export const one: number = 1;');
    write('src/two.ts', 'export const two: number = 2;');
    write('extra/three.ts', 'export const three: number = 3;');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const write = (file: string, text: string) => writeFileSync(path.join(root, file), text);
  const read = (file: string, folder = path.join(root, 'dist')) =>
    readFileSync(path.join(folder, file), 'utf8');

  it('compiles what always belongs to it, and what is named besides', async () => {
    await build(root);
    expect(read('src/one.js')).toContain('export const one = 1;');
    expect(read('mikro-orm.config.js')).toContain('export default 1;');
    expect(() => read('extra/three.js')).toThrow('ENOENT');
    await build(root, ['extra']);
    expect(read('extra/three.js')).toContain('three = 3');
    expect(JSON.parse(read('src/one.js.map'))).toMatchObject({ sources: ['../../src/one.ts'] });
  });

  it('makes nothing when nothing has changed, and takes over what has not', async () => {
    const first = await build(root);
    expect(await build(root)).toBe(first);
    write('src/one.ts', 'export const one: number = 11;');
    const second = await build(root);
    expect(read('src/one.js')).toContain('one = 11');
    const inode = (folder: string) => statSync(path.join(folder, 'src/two.js')).ino;
    expect(inode(second)).toBe(inode(first));
  });

  it('leaves the files of a running server alone', async () => {
    const running = await build(root);
    write('src/one.ts', 'export const one: number = 11;');
    rmSync(path.join(root, 'src/two.ts'));
    await build(root);
    expect(realpathSync(path.join(root, 'dist'))).not.toBe(realpathSync(running));
    expect(read('src/one.js', running)).toContain('one = 1;');
    expect(read('src/two.js', running)).toContain('two = 2;');
    expect(() => read('src/two.js')).toThrow('ENOENT');
  });

  it('can be run several times at once', async () => {
    const folders = await Promise.all(Array.from({ length: 5 }, () => build(root)));
    expect(new Set(folders).size).toBe(1);
    expect(read('src/two.js')).toContain('two = 2');
  });

  it('replaces a dist folder that another tool has made', async () => {
    mkdirSync(path.join(root, 'dist'));
    write('dist/old.js', '');
    await build(root);
    expect(() => read('old.js')).toThrow('ENOENT');
    expect(read('src/two.js')).toContain('two = 2');
  });

  it('names the file that does not compile, and keeps the last build', async () => {
    await build(root);
    write('src/one.ts', 'export const one: = 1;');
    await expect(build(root)).rejects.toThrow(
      /^src\/one\.ts does not compile\. Correct it, then build again\.\n.*\n.*one\.ts:1:/,
    );
    expect(read('src/one.js')).toContain('one = 1;');
  });

  it.each([
    ['missing', undefined],
    ['broken', '{ nope'],
  ])('says what to do when .swcrc is %s', async (_, text) => {
    rmSync(path.join(root, '.swcrc'));
    if (text) write('.swcrc', text);
    await expect(build(root)).rejects.toThrow(/\.swcrc cannot be read\. Correct it, or restore it/);
  });
});
