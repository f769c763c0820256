import base from '../../jest.config.mjs';

/**
 * What needs several servers, built from the machine's own programs. `CI=true` leaves out the files in whole/ and
 * lowers counts, so that the rest fits into five minutes.
 */
export default {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/cluster/**/*.cluster-spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(process.env.CI ? ['<rootDir>/test/cluster/whole/'] : [])],
  globalSetup: '<rootDir>/test/cluster/support/check-programs.mjs',
  maxWorkers: 1,
  testTimeout: 120_000,
};
