import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { median, pairRatios, percentile, quantiles, reaches } from './statistics.mjs';

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

  it('is a value that was measured, by nearest rank', () => {
    assert.equal(percentile(hundred, 50), 50);
    assert.equal(percentile(hundred, 99), 99);
    assert.equal(percentile(hundred, 99.1), 100);
    assert.equal(percentile([3, 9], 50), 3);
    assert.equal(percentile([3, 9], 51), 9);
  });

  it('reaches from the smallest to the largest', () => {
    assert.equal(percentile(hundred, 0), 1);
    assert.equal(percentile(hundred, 100), 100);
    assert.equal(percentile([7], 99.9), 7);
  });

  it('refuses nothing, and shares that are none', () => {
    assert.throws(() => percentile([], 50), RangeError);
    assert.throws(() => percentile(hundred, 101), RangeError);
    assert.throws(() => percentile(hundred, NaN), RangeError);
  });
});

describe('quantiles', () => {
  it('sorts numbers as numbers', () => {
    const { p0, p50, p99, p100 } = quantiles([10, 9, 100, 2]);
    assert.deepEqual({ p0, p50, p99, p100 }, { p0: 2, p50: 9, p99: 100, p100: 100 });
  });
});

describe('median', () => {
  it('is the middle, or the mean of the two there', () => {
    assert.equal(median([9, 1, 10]), 9);
    assert.equal(median([10, 1, 9, 2]), 5.5);
  });

  it('refuses nothing', () => {
    assert.throws(() => median([]), RangeError);
  });
});

describe('ratios of pairs', () => {
  it('are taken pair by pair, not between the medians of the sides', () => {
    // The disk was ten times slower during the second pair: medians of the sides would say 10.
    const {
      median: middle,
      min,
      max,
    } = pairRatios([
      [100, 10],
      [10, 1],
      [300, 100],
    ]);
    assert.deepEqual({ middle, min, max }, { middle: 10, min: 3, max: 10 });
    assert.equal(
      pairRatios([
        [4, 2],
        [30, 10],
        [5, 5],
      ]).median,
      2,
    );
  });

  it('refuse what is no ratio', () => {
    assert.throws(() => pairRatios([]), RangeError);
    for (const pair of [
      [1, 0],
      [0, 1],
      [NaN, 1],
      [1, Infinity],
      [-1, 1],
    ]) {
      assert.throws(() => pairRatios([pair]), RangeError);
    }
  });

  it('reach a goal or do not', () => {
    assert.equal(reaches({ median: 12 }, { atLeast: 12 }), true);
    assert.equal(reaches({ median: 11.9 }, { atLeast: 12 }), false);
    assert.equal(reaches({ median: 0.2 }, { atMost: 0.2 }), true);
    assert.equal(reaches({ median: 0.21 }, { atMost: 0.2 }), false);
  });
});
