// `npm run coverage`: how much of the rules do their own specs and the simulation of all of them run?
/** @type {import('jest').Config} */
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: ['<rootDir>/apps/*/src/domain/**/*.spec.ts', '<rootDir>/test/sim/**/*.spec.ts'],
  silent: true,
  collectCoverage: true,
  collectCoverageFrom: ['apps/*/src/domain/**/*.ts', '!**/*.fixture.ts'],
  coverageDirectory: 'coverage/domain',
  // The v8 provider counts a file that no spec loads as a single branch.
  coverageProvider: 'babel',
  coverageReporters: ['text'],
  // A threshold for a folder fails when there are no files to cover; a global one would pass.
  coverageThreshold: { './apps/': { branches: 95 } },
};
