import { ConfigError } from './config-error.js';
import { summarise } from './config-summary.js';
import { loadConfig } from './load-config.js';
import { unknownKeys } from './unknown-keys.js';

/* `npm run config:check`: says whether the server would accept the configuration, without starting it. */
try {
  const config = loadConfig();
  console.log(summarise(config, unknownKeys(Object.keys(config))));
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
