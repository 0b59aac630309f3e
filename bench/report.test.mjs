import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replaceMeasured } from './docs.mjs';
import { figure } from './report.mjs';
import { goalRow } from './rows.mjs';

const BEGIN = '<!-- measured: written by npm run bench -- --write-docs -->';
const END = '<!-- end of measured -->';

describe('the page', () => {
  it('keeps its text around the figures', () => {
    const page = `before\n${BEGIN}\n\nold\n\n${END}\nbehind\n`;
    assert.equal(replaceMeasured(page, 'new'), `before\n${BEGIN}\n\nnew\n\n${END}\nbehind\n`);
  });

  it('must have a place for them', () => {
    assert.throws(() => replaceMeasured('no markers', 'new'), /needs the lines/);
    assert.throws(() => replaceMeasured(`${END}\n${BEGIN}`, 'new'), /needs the lines/);
  });
});

describe('a figure', () => {
  it('has three significant digits, and thousands apart', () => {
    const shown = [0.12345, 1.5, 12.345, 999.4, 1_234, 12_345.6, 0].map(figure);
    assert.deepEqual(shown, ['0.123', '1.5', '12.3', '999', '1,230', '12,300', '0']);
  });
});

describe('a row of goals', () => {
  const sample = (giftsPerSecond, p99) => ({ giftsPerSecond, creditMs: { p99 } });
  const pairs = [
    [sample(1_200, 10), sample(100, 60)],
    [sample(1_500, 10), sample(100, 40)],
  ];

  it('says whether the median of the ratios reaches what is wanted', () => {
    const row = { goal: 'P1', what: 'gifts', pairs };
    const speed = goalRow({ ...row, figure: 'giftsPerSecond', wanted: { atLeast: 12 } });
    assert.deepEqual(
      [speed.a, speed.b, speed.ratio.median, speed.reached],
      [1_350, 100, 13.5, true],
    );
    const late = goalRow({ ...row, figure: 'p99', wanted: { atMost: 0.2 } });
    assert.equal(late.reached, false);
  });

  it('says nothing of the kind where it only compares', () => {
    const row = goalRow({ goal: 'P5', what: 'theirs', figure: 'giftsPerSecond', pairs });
    assert.equal(row.reached, undefined);
  });
});
