import { setSourceMapsSupport } from 'node:module';

// Stack traces name lines of TypeScript; those of packages do not, since reading their maps would take a tenth of the
// start and 6 MB. Only modules that are loaded from here on are traced.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
await import('./serve.js');
