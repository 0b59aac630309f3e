import fc from 'fast-check';
import { MESSAGE_NOTED } from '@gifting/engine/runtime';
import type { CoinsText } from '@gifting/kernel/coins';
import { UnknownEvent } from '@gifting/kernel';
import { project, projected } from '@gifting/testing';
import { seriesOf } from '../api/earnings-series';
import type { DiamondsCredited } from '../domain/earnings.events';
import { credited, diamonds } from '../domain/earnings.fixture';
import { bucketStart, bucketStarts, SERIES_BUCKETS } from './series-buckets';
import { beforeDay, series } from './series.projection';

const gift = (coins: number): DiamondsCredited => ({
  ...credited(coins / 2),
  data: { ...credited(coins / 2).data, shareCoins: String(coins) as CoinsText },
});

const at = (event: DiamondsCredited, recordedAt: string, position = 1) =>
  projected(event, { stream: 'earnings-cleo', position, recordedAt });

describe('the days of a series', () => {
  it('keep a total for each hour with credits', () => {
    const days = project(series, [
      at(gift(4), '2026-11-25T09:00:00.000Z'),
      at(gift(3), '2026-11-25T09:59:59.999Z'),
      at(gift(2), '2026-11-25T23:59:59.999Z'),
      at(gift(1), '2026-11-26T00:00:00.000Z'),
    ]);
    expect(days.list('cleo')).toEqual([
      {
        day: '2026-11-25',
        hours: {
          '09': { coins: '7', gifts: 2, microdiamonds: diamonds(3.5) },
          '23': { coins: '2', gifts: 1, microdiamonds: diamonds(1) },
        },
      },
      {
        day: '2026-11-26',
        hours: { '00': { coins: '1', gifts: 1, microdiamonds: diamonds(0.5) } },
      },
    ]);
  });

  it('are found from the first one on', () => {
    const { order, key } = beforeDay('cleo', '2026-11-25');
    expect(`${order}${key}` < '2026-11-25cleo/2026-11-25').toBe(true);
    expect(`${order}${key}` > '2026-11-24cleo/2026-11-24').toBe(true);
  });

  it('know nothing of other events, and do not guess at another version', () => {
    const event = at(gift(1), '2026-11-25T09:00:00.000Z');
    const noted = { ...event, type: MESSAGE_NOTED, data: { reason: 'x' } };
    expect(project(series, [noted]).rows.size).toBe(0);
    expect(() => project(series, [{ ...event, schemaVersion: 2 }])).toThrow(UnknownEvent);
  });

  it('add up to a naive sum by bucket, in any history', () => {
    const firstMs = Date.parse('2026-11-20T00:00:00.000Z');
    const step = fc.record({ coins: fc.nat(9), pauseMinutes: fc.constantFrom(0, 7, 61, 1_500) });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1 }),
        fc.constantFrom(...SERIES_BUCKETS),
        (steps, bucket) => {
          let ms = firstMs;
          const gifts = steps.map(({ coins, pauseMinutes }) => {
            ms += pauseMinutes * 60_000;
            return { coins, ms };
          });
          const days = project(
            series,
            gifts.map((each) => at(gift(each.coins), new Date(each.ms).toISOString())),
          );
          const starts = bucketStarts(bucket, { fromMs: firstMs, toMs: ms + 1 }, 10_000) ?? [];
          const naive = starts.map((startMs) => {
            const within = gifts.filter((each) => bucketStart(bucket, each.ms) === startMs);
            const coins = within.reduce((sum, each) => sum + each.coins, 0);
            return {
              from: new Date(startMs).toISOString(),
              coins: String(coins),
              diamonds: String(coins / 2),
              gifts: within.length,
            };
          });
          expect(seriesOf(days.list('cleo'), bucket, starts)).toEqual(naive);
          expect(naive.reduce((sum, { gifts: count }) => sum + count, 0)).toBe(gifts.length);
        },
      ),
    );
  });
});
