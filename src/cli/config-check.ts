import { readArguments } from '../platform/cli/arguments.js';
import { summarise } from '../platform/config/config-summary.js';
import { loadConfig } from '../platform/config/load-config.js';
import { unknownKeys } from '../platform/config/unknown-keys.js';
import { runCommand } from './run-command.js';

const USAGE = `Usage: npm run config:check
Says whether the server would accept the configuration, and shows it without its secrets. It starts nothing.
.env.example explains each key.`;

await runCommand(() => {
  readArguments(USAGE);
  const config = loadConfig();
  process.stdout.write(`${summarise(config, unknownKeys(Object.keys(config)))}\n`);
});
