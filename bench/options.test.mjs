import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GOALS, parseOptions } from './options.mjs';

describe('the command line', () => {
  it('measures everything in five pairs of four seconds, unless it says otherwise', () => {
    const { goals, pairs, seconds, seed, writeDocs } = parseOptions([]);
    assert.deepEqual(
      { goals, pairs, seconds, seed, writeDocs },
      { goals: GOALS, pairs: 5, seconds: 4, seed: 1, writeDocs: false },
    );
    const some = parseOptions(['--goals', 'p2,p8', '--pairs', '7', '--seed', '0']);
    assert.deepEqual([some.goals, some.pairs, some.seed], [['p2', 'p8'], 7, 0]);
  });

  it('refuses what makes no sense, and says how to use it', () => {
    for (const argv of [
      ['--goals', 'p1,p99'],
      ['--pairs', '0'],
      ['--seconds', 'four'],
      ['--seed', '-1'],
      ['--what'],
    ]) {
      assert.throws(() => parseOptions(argv), /usage: npm run bench/);
    }
  });

  it('does not write a page that tells half', () => {
    assert.throws(() => parseOptions(['--write-docs', '--goals', 'p1']), /all goals/);
    assert.equal(parseOptions(['--write-docs']).writeDocs, true);
  });
});
