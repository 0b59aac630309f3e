// Runs a compiled program: `node scripts/run.mjs apps/all-in-one/src/main.js args…`
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { endLike, runNode } from './child.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, NODE_OPTIONS, ROOT } from './project.mjs';

const [file, ...args] = process.argv.slice(2);

try {
  if (file === undefined) throw new Error('usage: node scripts/run.mjs FILE [args…], FILE in dist');
  await prepare();
  const program = join(ROOT, 'dist', file);
  if (!existsSync(program)) throw new Error(`there is no program dist/${file}`);
  endLike(await runNode([...NODE_OPTIONS, program, ...args]));
} catch (error) {
  giveUp(error);
}
