// Lets plain Node run the TypeScript of this repository: `node --require typescript-hook.cjs FILE.ts`.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const { join } = require('node:path');
const { transformSync } = require('@swc/core');
const { compilerOptions } = require('../../../tsconfig.base.json');

const ROOT = join(__dirname, '../../..');
const OPTIONS = {
  swcrc: false,
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    target: 'es2022',
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      useDefineForClassFields: false,
    },
    keepClassNames: true,
  },
  module: { type: 'commonjs', ignoreDynamic: true },
  sourceMaps: 'inline',
};

const resolve = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) => {
  const [aliased] = compilerOptions.paths[request] ?? [];
  return resolve(aliased === undefined ? request : join(ROOT, aliased), ...rest);
};

Module._extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), { ...OPTIONS, filename });
  module._compile(code, filename);
};
