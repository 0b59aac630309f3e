import { MESSAGE_NOTED } from '@gifting/engine/runtime';
import { type DomainEvent, UnknownEvent } from '@gifting/kernel';
import { project, projected } from '@gifting/testing';
import { evolveBalances, NO_BALANCES } from '../domain/balances';
import type { EarningsEvent } from '../domain/earnings.events';
import {
  credited,
  declined,
  GENEROUS,
  line,
  redeemed,
  reserved,
  restored,
} from '../domain/earnings.fixture';
import { balancesOf, earnings } from './earnings.projection';

const at = (event: DomainEvent, index: number) =>
  projected(event, {
    stream: 'earnings-cleo',
    position: index + 1,
    recordedAt: '2026-11-25T12:00:00.000Z',
  });

const lines = [line(100), line(200, GENEROUS)];
const history: readonly EarningsEvent[] = [
  credited(101),
  credited(1_000, GENEROUS),
  reserved('y1', lines, { gross: '3.00', commission: '1.10', net: '1.90' }),
  declined('y2', 'insufficient-diamonds'),
  redeemed('y1', ...lines),
  restored('y1', 'redeemed', ...lines),
];

describe('the earnings of a creator', () => {
  it.each(history.map((_, index) => index + 1))('are the balances after %i events', (count) => {
    const row = project(earnings, history.slice(0, count).map(at)).row('cleo');
    expect(balancesOf(row)).toEqual(history.slice(0, count).reduce(evolveBalances, NO_BALANCES));
  });

  it('are kept as text, by pinned rate, oldest first', () => {
    expect(project(earnings, history.slice(0, 3).map(at)).row('cleo')).toEqual({
      available: [line(1), line(800, GENEROUS)],
      redeemed: '0',
      reserved: '300000000',
    });
  });

  it('are all zero for a creator never seen', () => {
    expect(balancesOf(project(earnings, []).row('cleo'))).toEqual(NO_BALANCES);
  });

  it('do not change with a message that changed nothing', () => {
    const noted = { type: MESSAGE_NOTED, schemaVersion: 1, data: { reason: 'nothing-to-do' } };
    expect(project(earnings, [at(noted, 1)]).rows.size).toBe(0);
  });

  it('are not guessed at where a version is unknown', () => {
    expect(() => project(earnings, [at({ ...credited(1), schemaVersion: 2 }, 1)])).toThrow(
      UnknownEvent,
    );
  });

  it('stand in no list', () => {
    const row = project(earnings, history.map(at)).row('cleo');
    expect(row && earnings.entries(row, 'cleo')).toEqual([]);
  });
});
