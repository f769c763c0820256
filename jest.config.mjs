/** Native ESM: run with `node --experimental-vm-modules`, as the npm scripts do. */
export default {
  testEnvironment: 'node',
  rootDir: '.',
  testMatch: [
    '<rootDir>/test/**/*.spec.ts',
    '<rootDir>/test/**/*.e2e-spec.ts',
    '<rootDir>/test/**/*.unit-spec.ts',
    '<rootDir>/src/**/*.spec.ts',
  ],
  testPathIgnorePatterns: [
    '/node_modules/',
    // Each database has faults of its own; what has nothing to do with `DATABASE_URL` runs without it.
    ...(process.env.DATABASE_URL
      ? ['<rootDir>/test/faults/embedded', '\\.unit-spec\\.ts$']
      : ['<rootDir>/test/faults/postgres/']),
    // Counts that processes share need a Redis.
    ...(process.env.TEST_REDIS_URL ? [] : ['<rootDir>/test/http/redis/']),
  ],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  setupFiles: ['<rootDir>/test/support/preload.mjs'],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  maxWorkers: 2,
  // Node never frees the ES modules of a test file that has ended, and the more there are, the longer a garbage collection
  // takes. A process with so many is replaced. See https://github.com/nodejs/node/issues/63186.
  workerIdleMemoryLimit: '500MB',
  testTimeout: 120_000,
};
