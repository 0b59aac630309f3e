// Checks that the specs in the domain folders, and the simulation of all of them together, run enough
// branches of the rules.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runNode } from './child.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, installed, ROOT, say } from './project.mjs';

const LEAST_PERCENT = 95;
const COVERAGE = join(ROOT, 'coverage', 'domain');

try {
  await prepare();
  const args = [
    installed('jest/bin/jest.js'),
    'apps/[^/]+/src/domain/',
    'test/sim/',
    '--silent',
    '--coverage',
    '--coverageDirectory',
    COVERAGE,
    // The other provider counts a file that no spec loads as a single branch.
    '--coverageProvider=babel',
    '--coverageReporters=text',
    '--coverageReporters=json-summary',
    '--collectCoverageFrom=apps/*/src/domain/**/*.ts',
    '--collectCoverageFrom=!**/*.fixture.ts',
  ];
  const { status } = await runNode(args, { cwd: ROOT });
  if (status !== 0) throw new Error('the specs of the domain folders failed');
  const { total } = JSON.parse(readFileSync(join(COVERAGE, 'coverage-summary.json'), 'utf8'));
  const { covered, pct: percent, total: all } = total.branches;
  say(`${covered} of ${all} branches in domain folders are covered: ${percent} %`);
  if (all === 0) throw new Error('no branch was found in any domain folder');
  if (percent < LEAST_PERCENT) throw new Error(`at least ${LEAST_PERCENT} % are wanted`);
} catch (error) {
  giveUp(error);
}
