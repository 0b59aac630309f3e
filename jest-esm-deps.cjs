/**
 * Jest cannot require() an ES module before Node 24.9, and all Nest 12 packages are ES modules.
 * This transformer turns an ES module of node_modules into CommonJS and leaves everything else untouched.
 */
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { createTransformer } = require('@swc/jest');

const swc = createTransformer({
  swcrc: false,
  jsc: { parser: { syntax: 'ecmascript' }, target: 'es2022' },
  module: { type: 'commonjs', ignoreDynamic: true },
});

const packageTypes = new Map();

function packageType(folder) {
  const known = packageTypes.get(folder);
  if (known) return known;
  const file = join(folder, 'package.json');
  const type = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')).type ?? 'commonjs')
    : packageType(dirname(folder));
  packageTypes.set(folder, type);
  return type;
}

const isEsModule = (file) =>
  file.endsWith('.mjs') || (file.endsWith('.js') && packageType(dirname(file)) === 'module');

module.exports = {
  process: (source, file, options) =>
    isEsModule(file) ? swc.process(source, file, options) : { code: source },
  getCacheKey: (source, file, options) =>
    `esm-deps-1-${isEsModule(file)}-${swc.getCacheKey(source, file, options)}`,
};
