import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replaceMeasured } from './docs.mjs';
import { figure, reportOf } from './report.mjs';
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

describe('the table of HTTP', () => {
  const run = (giftsPerSecond, more) => ({
    connections: 64,
    requestsPerSecond: 800,
    giftsPerSecond,
    p50Ms: 40,
    p99Ms: 170,
    generatorBusy: 0.21,
    ...more,
  });
  const probe = { bytes: 256, perSecond: 7_000, p50Ms: 0.1, p99Ms: 0.2 };
  const results = {
    startedAt: '2026-01-31T18:00:00.000Z',
    options: { goals: ['http'], pairs: 3, seconds: 4, seed: 1, wallets: 10_000 },
    machine: { cores: 2, processor: 'a processor', memoryGiB: 24, disk: 'a disk', node: '20.19.0' },
    goals: [],
    fsyncBefore: [probe],
    fsyncAfter: [probe],
    http: {
      samples: {
        batch: [run(4_000, { giftsPerRequest: 50 })],
        evening: [run(2_000), run(2_400), run(2_300)],
        ceiling: [run(800)],
      },
    },
  };

  it('has a row for each form, with the medians of its rounds', () => {
    const rows = reportOf(results)
      .split('\n')
      .filter((line) => line.includes('| 64 '))
      .map((line) =>
        line
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1),
      );
    assert.deepEqual(rows, [
      ['50 gifts in each', '64', '800', '4,000', '40', '170', '21 %'],
      ['gifts of an evening, alone and as combos', '64', '800', '2,300', '40', '170', '21 %'],
      ['to a server that does nothing', '64', '800', '', '40', '170', '21 %'],
    ]);
  });
});
