import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Loads modules of the compiled code: `built(dist)('libs/kernel')` is what that folder exports.
 * @throws Error when nothing is compiled there
 */
export function built(dist) {
  if (!existsSync(join(dist, 'apps'))) {
    throw new Error(`${dist} holds no compiled code; npm run build makes it`);
  }
  const require = createRequire(join(dist, 'index.js'));
  require('reflect-metadata');
  return (path) => require(join(dist, path));
}
