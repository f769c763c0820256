import type { Spec } from 'envalid';
import { configSections } from './config.js';

/**
 * Renders `.env.example` from the schema: each key with its description, commented out,
 * with its default, or an example when it has none.
 */
export function renderEnvExample(): string {
  const lines = [
    '# Every setting, with its default. Copy this file to .env and uncomment what you change.',
    '# Real environment variables win over .env. An empty value means unset.',
    '# Written by "npm run config:example"; do not edit by hand.',
  ];
  for (const [title, keys] of Object.entries(configSections({ production: false, terminal: false }))) {
    lines.push('', `## ${title}`);
    for (const [key, spec] of Object.entries(keys)) lines.push('', ...describe(key, spec as Shown));
  }
  return `${lines.join('\n')}\n`;
}

/** What the values of our validators are. */
type Shown = Spec<string | number | boolean | readonly string[]>;

function describe(key: string, spec: Shown): string[] {
  const { desc = '', default: preset, example = '' } = spec;
  const shown = preset === undefined ? '' : Array.isArray(preset) ? preset.join(',') : String(preset);
  if (shown === '') return [`# ${desc} Default: unset.`, `# ${key}=${quote(example)}`];
  return [`# ${desc}`, `# ${key}=${quote(shown)}`];
}

function quote(value: string): string {
  return /[\s#]/.test(value) ? `"${value}"` : value;
}
