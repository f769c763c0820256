import { type Config, type ConfigKey, isSecret } from './config.js';

/**
 * Describes a valid configuration for a person: every key with its value, secrets masked, then the warnings.
 *
 * @param config the configuration
 * @param further warnings besides those of {@link warningsOf}
 * @returns lines of text
 */
export function summarise(config: Config, further: readonly string[] = []): string {
  const entries = Object.entries(config) as [ConfigKey, Config[ConfigKey]][];
  const lines = entries.map(([key, value]) => `  ${key}=${show(key, value)}`);
  const warnings = [...warningsOf(config), ...further].map((warning) => `Warning: ${warning}`);
  return ['The configuration is valid.', ...lines, ...warnings].join('\n');
}

/** What is allowed, but hardly meant. */
export function warningsOf(config: Config): string[] {
  return [
    ...(config.NODE_ENV === 'production' ? warningsOfProduction(config) : []),
    ...workersWarning(config),
  ];
}

function warningsOfProduction(config: Config): string[] {
  const warnings: string[] = [];
  if (config.MAIL_URL === undefined) {
    warnings.push('MAIL_URL is unset: no mail is sent, so nobody can reset a password or verify an e-mail.');
  }
  if (config.METRICS_ENABLED && !config.METRICS_TOKEN && config.METRICS_PORT === undefined) {
    warnings.push('Neither METRICS_TOKEN nor METRICS_PORT is set: nobody can read /metrics.');
  }
  return warnings;
}

function workersWarning({ WORKERS, DATABASE_URL }: Config): string[] {
  return WORKERS > 1 && !DATABASE_URL
    ? [
        `WORKERS is ${String(WORKERS)}, but one process serves: the embedded database takes no more. Set DATABASE_URL to a PostgreSQL server.`,
      ]
    : [];
}

function show(key: ConfigKey, value: Config[ConfigKey]): string {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return '(unset)';
  if (isSecret(key)) return '(set, not shown)';
  return Array.isArray(value) ? value.join(',') : String(value);
}
