/** One key of the environment and what is wrong with it. */
export interface ConfigFault {
  key: string;
  problem: string;
}

/** The environment breaks rules. The message lists every fault by key and never a value. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly ConfigFault[]) {
    const lines = faults.map(({ key, problem }) => `  - ${key}: ${problem}`);
    const count = faults.length === 1 ? 'one fault' : `${String(faults.length)} faults`;
    super(
      [
        `The configuration has ${count}:`,
        ...lines,
        'Correct the environment or .env; .env.example describes every key, and "npm run config:check" checks again.',
      ].join('\n'),
    );
    this.name = 'ConfigError';
  }
}
