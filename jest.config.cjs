const { compilerOptions } = require('./tsconfig.base.json');

/** The path aliases of tsconfig.base.json, so that they are written once. */
const aliases = Object.fromEntries(
  Object.entries(compilerOptions.paths).map(([alias, [file]]) => [
    `^${alias}$`,
    file.replace('./', '<rootDir>/'),
  ]),
);

const typescript = [
  '@swc/jest',
  {
    swcrc: false,
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      target: 'es2023',
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: false,
      },
      keepClassNames: true,
    },
    module: { type: 'commonjs', ignoreDynamic: true },
    sourceMaps: 'inline',
  },
];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  moduleNameMapper: aliases,
  transform: {
    '^.+\\.ts$': typescript,
    '/node_modules/.+\\.m?js$': '<rootDir>/jest-esm-deps.cjs',
  },
  transformIgnorePatterns: [],
  coverageProvider: 'v8',
  maxWorkers: 2,
  // Tests wait on conditions, and a busy machine may take its time.
  testTimeout: 120_000,
};
