import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Just enough of the project, in a folder of its own, for schematics to write into. */
export class SmallProject {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'strata-schematics-'));

  constructor() {
    for (const file of [
      'package.json',
      'nest-cli.json',
      '.prettierrc',
      'tsconfig.json',
      'openapi.json',
      'src',
    ]) {
      cpSync(path.join(ROOT, file), path.join(this.folder, file), { recursive: true });
    }
    mkdirSync(path.join(this.folder, 'test'));
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(this.folder, 'node_modules'));
  }

  /** Runs `npm run resource -- …` without a terminal. */
  resource(...args: string[]): { status: number | null; output: string } {
    return this.#run('schematics/run.ts', args);
  }

  /** Runs `nest …`. */
  nest(...args: string[]): { status: number | null; output: string } {
    return this.#run('node_modules/@nestjs/cli/bin/nest.js', args);
  }

  exists(file: string): boolean {
    return existsSync(path.join(this.folder, file));
  }

  read(file: string): string {
    return readFileSync(path.join(this.folder, file), 'utf8');
  }

  /** Every file of src/ and test/ with its content. */
  files(): Record<string, string> {
    const names = ['src', 'test'].flatMap((folder) =>
      readdirSync(path.join(this.folder, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(this.folder, path.join(entry.parentPath, entry.name))),
    );
    return Object.fromEntries(names.sort().map((name) => [name, this.read(name)]));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run(script: string, args: string[]): { status: number | null; output: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, script), ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' },
    });
    return { status, output: stdout + stderr };
  }
}
