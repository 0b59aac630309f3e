import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const TESTS = ['**/*.{spec,contract,fixture}.ts', '**/test/**', 'libs/testing/**'];

/** Code that a replay runs again: the same input must give the same bytes for ever. */
const PURE = ['apps/*/src/domain/**/*.ts', 'libs/kernel/**/*.ts', 'libs/economy/**/*.ts'];

/** Code that passes recorded time and ids on, and must not make up its own. */
const AT_RECORDED_TIME = [
  'apps/*/src/{api,projections}/**/*.ts',
  'apps/*/src/{incoming,outgoing}.ts',
];

/** A leading underscore says that something is left out on purpose. */
const UNUSED = {
  argsIgnorePattern: '^_',
  varsIgnorePattern: '^_',
  caughtErrorsIgnorePattern: '^_',
};

const AS_DATA = 'Replay is pure: time, ids and rates arrive as data.';
const BY_CLOCK = 'What is recorded takes its time from the Clock, so that tests can move it.';

const noHiddenInput = (message) => ({
  properties: [
    { object: 'Date', property: 'now', message },
    { object: 'Math', property: 'random', message },
  ],
  syntax: [
    { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message },
    { selector: 'CallExpression[callee.name="Date"]', message },
  ],
});

const NO_WAITING = {
  selector: [
    ':function[async=true]',
    'AwaitExpression',
    'ForOfStatement[await=true]',
    'ImportExpression',
    'CallExpression[callee.name="require"]',
  ].join(', '),
  message: 'A rule answers at once: what waits lives behind a port.',
};

const inputs = { pure: noHiddenInput(AS_DATA), recorded: noHiddenInput(BY_CLOCK) };

export default defineConfig(
  globalIgnores(['dist', 'data', 'coverage']),
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: { 'max-lines': ['error', { max: 400 }], eqeqeq: 'error' },
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', UNUSED],
      // A default is a decision too: `assertNever`, or "nothing" where other types do not matter.
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      // An adapter answers with a promise because its port does, whether it waits or not.
      '@typescript-eslint/require-await': 'off',
      // It takes a branded bigint for no number; the compiler knows better.
      '@typescript-eslint/no-unsafe-unary-minus': 'off',
    },
  },
  {
    files: TESTS,
    rules: {
      // Matchers such as `expect.any(String)` have no type of their own.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // A wrong answer that prints as "[object Object]" fails the test all the same.
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: PURE,
    ignores: TESTS,
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'setTimeout',
          'setInterval',
          'setImmediate',
          'queueMicrotask',
          'process',
          'performance',
          'crypto',
          'fetch',
          'globalThis',
        ].map((name) => ({ name, message: AS_DATA })),
      ],
      'no-restricted-properties': ['error', ...inputs.pure.properties],
      'no-restricted-syntax': ['error', ...inputs.pure.syntax, NO_WAITING],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['node:*'], message: 'A rule needs nothing of the machine that runs it.' },
            { group: ['@nestjs/*'], message: 'Rules know no framework.' },
          ],
        },
      ],
    },
  },
  {
    files: AT_RECORDED_TIME,
    ignores: TESTS,
    rules: {
      'no-restricted-globals': ['error', { name: 'setTimeout', message: BY_CLOCK }],
      'no-restricted-properties': ['error', ...inputs.recorded.properties],
      'no-restricted-syntax': ['error', ...inputs.recorded.syntax],
    },
  },
  {
    files: ['**/*.{mjs,cjs}'],
    extends: [tseslint.configs.disableTypeChecked],
    rules: { 'no-unused-vars': ['error', UNUSED] },
    languageOptions: {
      globals: Object.fromEntries(
        Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { __dirname: 'readonly', module: 'writable', require: 'readonly' },
    },
  },
);
