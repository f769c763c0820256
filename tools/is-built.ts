import { existsSync } from 'node:fs';

/* Before `npm run start:prod`, which builds nothing: says so where there is no build. */
if (!existsSync('dist/src/main.js')) {
  console.error(
    'There is no build in dist/. Run "npm run build" first, or "npm start", which builds and starts.',
  );
  process.exitCode = 1;
}
