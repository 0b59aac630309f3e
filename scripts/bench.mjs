// Runs the benchmarks: `npm run bench -- args…`
import { join } from 'node:path';
import { endLike, runNode } from './child.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, NODE_OPTIONS, ROOT } from './project.mjs';

const bench = join(ROOT, 'bench');
try {
  await prepare();
  endLike(
    await runNode([...NODE_OPTIONS, join(bench, 'run.mjs'), ...process.argv.slice(2)], {
      cwd: ROOT,
    }),
  );
} catch (error) {
  giveUp(error);
}
