import { setSourceMapsSupport } from 'node:module';
import { unexpectedFailure } from './platform/start/failures/unexpected-failure.js';

// Stack traces name lines of TypeScript; those of packages do not, since reading their maps would take a tenth of the
// start and 6 MB. Only modules that are loaded from here on are traced.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
try {
  await import('./serve.js');
} catch (error) {
  process.stderr.write(`${unexpectedFailure(error)}\n`);
  process.exit(1);
}
