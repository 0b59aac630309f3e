import { MESSAGE_NOTED } from '@gifting/engine/runtime';
import { type DomainEvent, InvariantViolation, UnknownEvent } from '@gifting/kernel';
import { given, project, projected } from '@gifting/testing';
import { payoutDecider } from '../domain/payout.decider';
import type { PayoutEvent } from '../domain/payout.events';
import {
  approved,
  cancelled,
  NOW,
  paid,
  requested,
  reserved,
  returned,
  submitted,
} from '../domain/payout.fixture';
import { payouts, payoutsOf } from './payouts.projection';

const at = (event: DomainEvent, position: number, payoutId = 'payout-1') =>
  projected(event, { stream: `payout-${payoutId}`, position, recordedAt: NOW });

const history: readonly PayoutEvent[] = [
  requested(),
  reserved(),
  approved,
  submitted(),
  paid(),
  returned,
];

describe('a payout', () => {
  it.each(history.map((_, index) => index + 1))('is the state after %i events', (count) => {
    const events = history.slice(0, count);
    const row = project(
      payouts,
      events.map((event, index) => at(event, index + 8)),
    ).row('payout-1');
    expect(row).toEqual({
      payout: given(payoutDecider, ...events).state(),
      position: String(count + 7),
      requestedAt: NOW,
      requestedPosition: '8',
    });
  });

  it('outlives being written down as JSON', () => {
    const events = [at(requested(), 1), at(cancelled, 2)];
    const row = project(payouts, events).row('payout-1');
    expect(JSON.parse(JSON.stringify(row))).toEqual(row);
  });

  it('does not change with a message that changed nothing', () => {
    const noted = { type: MESSAGE_NOTED, schemaVersion: 1, data: { reason: 'nothing-to-do' } };
    expect(project(payouts, [at(noted, 1)]).rows.size).toBe(0);
  });

  it('is not guessed at where a version is unknown, or the history cannot be', () => {
    expect(() => project(payouts, [at({ ...requested(), schemaVersion: 2 }, 1)])).toThrow(
      UnknownEvent,
    );
    expect(() => project(payouts, [at(approved, 1)])).toThrow(InvariantViolation);
  });
});

describe("a creator's payouts", () => {
  it('stand in the order in which they were asked for, however they went on', () => {
    const read = project(payouts, [
      at(requested(), 9, 'b'),
      at(requested(), 10, 'a'),
      at(reserved(), 11, 'b'),
    ]);
    expect(read.list(payoutsOf('cleo')).map((row) => row.requestedPosition)).toEqual(['9', '10']);
    expect(read.list(payoutsOf('someone-else'))).toEqual([]);
  });
});
