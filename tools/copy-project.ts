import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '..');

/** Copies into `folder` what is under version control, or would be; packages are shared. */
export function copyProject(folder: string): void {
  const list = (what: string): string[] =>
    spawnSync('git', ['ls-files', what, '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' }).stdout.split(
      '\0',
    );
  const removed = new Set(list('-dz'));
  for (const file of list('-coz').filter((name) => name && !removed.has(name))) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    cpSync(path.join(ROOT, file), path.join(folder, file));
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
}
