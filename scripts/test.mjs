// Runs all tests, or those that the arguments select: `npm test -- libs/kernel`.
// What needs an engine (Kafka, EventStoreDB, Redis) that is not there is skipped and says so.
import { endLike, runNode } from './child.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, installed, ROOT } from './project.mjs';

// `npm run check` counts the tests, whatever the runner prints for people.
const { TEST_RESULTS_FILE } = process.env;
const results =
  TEST_RESULTS_FILE === undefined ? [] : ['--json', '--outputFile', TEST_RESULTS_FILE];

try {
  await prepare();
  const args = [installed('jest/bin/jest.js'), ...results, ...process.argv.slice(2)];
  endLike(await runNode(args, { cwd: ROOT }));
} catch (error) {
  giveUp(error);
}
