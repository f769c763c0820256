import { execFileSync } from 'node:child_process';
import path from 'node:path';

/**
 * Makes the migrated database that every test file copies, once per run. It does so in a process of its own: MikroORM
 * keeps the entities it has seen for the whole process, and with `--runInBand` test files share Jest's.
 */
export default function setup() {
  execFileSync(process.execPath, [path.join(import.meta.dirname, 'make-template.mjs')], { stdio: 'inherit' });
}
