import { globSync, readFileSync } from 'node:fs';
import inspector from 'node:inspector';
import { pathToFileURL } from 'node:url';
import type { Start } from './dev-server.ts';

/*
 * Loads the packages that the last build in dist/ imports, and waits to be told what to run: see DevServer. Told earlier,
 * it leaves the others to what it runs.
 */

const BARE = /(?:^import|^export .*? from|^import .*? from|\bimport\()\s*'([^'./][^']*)'/gm;

/** What only commands load is not looked for. */
const FILES = 'dist/{migrations,src}/**/*.js';
const COMMANDS = ['dist/src/cli', 'dist/src/platform/cli'];

const leave = (): never => process.exit(0);
process.once('disconnect', leave);
let start: Start | undefined;
const told = new Promise<Start>((resolve) => {
  process.once('message', (message: Start) => resolve((start = message)));
});
for (const name of importedPackages()) {
  if (start) break;
  // A package that cannot be loaded fails the server, which says so.
  await import(name).catch(() => undefined);
}
const { main, port } = await told;
process.off('disconnect', leave);
process.disconnect();
inspector.open(port);
await import(pathToFileURL(main).href);

/** In the order of the files; decorators need their metadata before all else. */
function importedPackages(): Set<string> {
  const files = globSync(FILES, { exclude: COMMANDS });
  const names = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(BARE)].map(([, name]) => name!),
  );
  return new Set(['reflect-metadata', ...names.filter((name) => !name.startsWith('node:'))]);
}
