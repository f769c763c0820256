import { writeFileSync } from 'node:fs';
import { readArguments } from '../platform/cli/arguments.js';
import { renderEnvExample } from '../platform/config/env-example.js';
import { runCommand } from './run-command.js';

const USAGE = `Usage: npm run config:example
Writes .env.example anew, after a change of the keys.`;

await runCommand(() => {
  readArguments(USAGE);
  writeFileSync('.env.example', renderEnvExample());
});
