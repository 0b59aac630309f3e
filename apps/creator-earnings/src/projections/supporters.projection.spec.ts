import { MESSAGE_NOTED } from '@gifting/engine/runtime';
import fc from 'fast-check';
import { type CoinsText } from '@gifting/kernel/coins';
import { UnknownEvent, type ViewerId } from '@gifting/kernel';
import { project, projected } from '@gifting/testing';
import type { DiamondsCredited } from '../domain/earnings.events';
import { credited } from '../domain/earnings.fixture';
import { SUPPORTER_WINDOWS, type SupporterWindow, windowAt } from './supporter-windows';
import { boardOf, type SupporterRow, supporters } from './supporters.projection';

const NOON = '2026-11-25T12:00:00.000Z';

const gift = (viewerId: string | undefined, shareCoins: number | bigint): DiamondsCredited => {
  const { viewerId: _, ...facts } = credited(1).data;
  return {
    type: 'DiamondsCredited',
    schemaVersion: 1,
    data: {
      ...facts,
      anonymous: viewerId === undefined,
      shareCoins: String(shareCoins) as CoinsText,
      ...(viewerId === undefined ? {} : { viewerId: viewerId as ViewerId }),
    },
  };
};

const at = (event: DiamondsCredited, position: number, recordedAt = NOON) =>
  projected(event, { stream: 'earnings-cleo', position, recordedAt });

const board = (rows: readonly SupporterRow[], span: SupporterWindow = 'all') =>
  rows.map(({ viewerId = 'anonymous', totals }) => [
    viewerId,
    totals[span].coins,
    totals[span].gifts,
  ]);

describe('a board of supporters', () => {
  it('ranks by the coins that count for the creator, most first', () => {
    const boards = project(supporters, [
      at(gift('ana', 5), 1),
      at(gift('ben', 999), 2),
      at(gift('ana', 1), 3),
    ]);
    expect(board(boards.list(boardOf('cleo', 'all', 'all')))).toEqual([
      ['ben', '999', 1],
      ['ana', '6', 2],
    ]);
  });

  it('ranks equal totals by who reached them first', () => {
    const boards = project(supporters, [
      at(gift('ana', 5), 9),
      at(gift('ben', 10), 10),
      at(gift('ana', 5), 100),
    ]);
    expect(board(boards.list(boardOf('cleo', 'all', 'all')))).toEqual([
      ['ben', '10', 1],
      ['ana', '10', 2],
    ]);
  });

  it('lets a gift without a share count as a gift, but reach nothing', () => {
    const boards = project(supporters, [
      at(gift('ana', 5), 1),
      at(gift('ben', 5), 2),
      at(gift('ana', 0), 3),
    ]);
    expect(board(boards.list(boardOf('cleo', 'all', 'all')))).toEqual([
      ['ana', '5', 2],
      ['ben', '5', 1],
    ]);
  });

  it('keeps all anonymous gifts together, apart from a viewer who is called so', () => {
    const boards = project(supporters, [
      at(gift(undefined, 3), 1),
      at(gift('anonymous', 4), 2),
      at(gift(undefined, 2), 3),
    ]);
    expect(board(boards.list(boardOf('cleo', 'all', 'all')))).toEqual([
      ['anonymous', '5', 2],
      ['anonymous', '4', 1],
    ]);
    expect(boards.rows.size).toBe(2);
  });

  it('begins anew with each day, week and month', () => {
    const boards = project(supporters, [
      at(gift('ana', 1), 1, '2026-11-29T23:59:59.999Z'),
      at(gift('ana', 2), 2, '2026-11-30T00:00:00.000Z'),
      at(gift('ana', 4), 3, '2026-12-01T00:00:00.000Z'),
    ]);
    const coins = (span: SupporterWindow, window: string) =>
      board(boards.list(boardOf('cleo', span, window)), span).map(([, total]) => total);
    expect(coins('day', '2026-12-01')).toEqual(['4']);
    expect(coins('week', '2026-11-30')).toEqual(['6']);
    expect(coins('month', '2026-12')).toEqual(['4']);
    expect(coins('all', 'all')).toEqual(['7']);
    expect(coins('day', '2026-11-30')).toEqual([]);
  });

  it('orders totals of any size', () => {
    const most = 10n ** 18n;
    const boards = project(supporters, [at(gift('ana', most - 1n), 1), at(gift('ben', most), 2)]);
    expect(board(boards.list(boardOf('cleo', 'all', 'all'))).map(([viewer]) => viewer)).toEqual([
      'ben',
      'ana',
    ]);
  });

  it('knows nothing of other events, and does not guess at another version', () => {
    const noted = { ...at(gift('ana', 1), 1), type: MESSAGE_NOTED, data: { reason: 'x' } };
    expect(project(supporters, [noted]).rows.size).toBe(0);
    expect(() => project(supporters, [{ ...at(gift('ana', 1), 1), schemaVersion: 2 }])).toThrow(
      UnknownEvent,
    );
  });
});

describe('all boards of any history', () => {
  const step = fc.record({
    viewer: fc.constantFrom('ana', 'ben', 'cal', undefined),
    coins: fc.nat(4),
    pauseHours: fc.constantFrom(0, 0, 0, 7, 24, 200),
  });

  it('equal a naive sort of the gifts in the window', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        let ms = Date.parse('2026-11-25T12:00:00.000Z');
        const gifts = steps.map(({ viewer, coins, pauseHours }, index) => {
          ms += pauseHours * 60 * 60 * 1_000;
          return { viewer, coins, position: 95 + index, recordedAt: new Date(ms).toISOString() };
        });
        const boards = project(
          supporters,
          gifts.map(({ viewer, coins, position, recordedAt }) =>
            at(gift(viewer, coins), position, recordedAt),
          ),
        );
        const now = new Date(ms).toISOString();
        for (const span of SUPPORTER_WINDOWS) {
          const window = windowAt(span, now);
          expect(board(boards.list(boardOf('cleo', span, window)), span)).toEqual(
            naiveBoard(gifts.filter(({ recordedAt }) => windowAt(span, recordedAt) === window)),
          );
        }
      }),
    );
  });

  function naiveBoard(
    gifts: readonly { viewer: string | undefined; coins: number; position: number }[],
  ) {
    const totals = new Map<string, { coins: number; gifts: number; reachedAt: number }>();
    for (const { viewer = 'anonymous', coins, position } of gifts) {
      const before = totals.get(viewer);
      totals.set(viewer, {
        coins: (before?.coins ?? 0) + coins,
        gifts: (before?.gifts ?? 0) + 1,
        reachedAt: before !== undefined && coins === 0 ? before.reachedAt : position,
      });
    }
    return [...totals]
      .sort(([, a], [, b]) => b.coins - a.coins || a.reachedAt - b.reachedAt)
      .map(([viewer, total]) => [viewer, String(total.coins), total.gifts]);
  }
});
