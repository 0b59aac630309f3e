import { NO_STREAM } from '@gifting/event-store';
import { type DomainEvent, type Position, refuse, UnknownEvent } from '@gifting/kernel';
import { decideAll } from './decide-all';
import type { AnyStreamCommand, Asked } from './stream-command';
import { ignore, type StreamKind } from './stream-kind';
import { emptyStream, type StreamState } from './stream-state';

type Added = DomainEvent<'Added', { readonly amount: number; readonly note?: string }>;
type Add = { readonly amount: number; readonly note?: string };

const NOW = '2026-11-01T12:00:00.000Z';
const LATER = '2026-11-01T12:00:05.000Z';
const STORE = 'store.1';

/** Adds numbers up: zero is nothing to do, a negative one is refused, thirteen cannot be. */
const kind: StreamKind<Add, Added, number> = {
  category: 'sum',
  decider: {
    initial: 0,
    decide: (data) => {
      if (data.amount === 13) throw new Error('thirteen cannot be');
      if (data.amount === 0) return [];
      if (data.amount < 0) return refuse('validation', 'only upwards');
      return [{ type: 'Added', schemaVersion: 1, data }];
    },
    evolve: (sum, event) => {
      if (event.data.amount === 99) throw new UnknownEvent(event);
      return sum + event.data.amount;
    },
  },
  commandOf: () => ({ amount: 1 }),
};

const add = (amount: number, asked: Asked = {}, stream = 'sum-a'): AnyStreamCommand => ({
  kind,
  stream,
  asked,
  command: () => ({ amount }),
});
const from = (position: number, producer = 'gift'): Asked => ({
  source: { position: String(position) as Position, producer, store: STORE },
});
const empty = emptyStream(0);

function decide(commands: readonly AnyStreamCommand[], before: StreamState<unknown> = empty) {
  const [first] = commands;
  const stream = first?.stream ?? '';
  const [decision] = decideAll(new Map([[stream, commands]]), new Map([[stream, before]]), NOW);
  if (decision === undefined) throw new Error('nothing was decided');
  const events = decision.append?.events ?? [];
  return {
    ...decision,
    kinds: decision.outcomes.map(({ outcome }) => outcome),
    said: events.map(({ data, type }) => [type, data.amount ?? data.reason]),
    metadata: events.map(({ metadata }) => metadata),
  };
}

describe('decideAll', () => {
  it('decides each command on what the ones before it led to, in one append', () => {
    const { after, append, kinds } = decide([add(2), add(3)]);
    expect(kinds).toEqual(['appended', 'appended']);
    expect(append).toMatchObject({ stream: 'sum-a', expectedRevision: NO_STREAM });
    expect(append?.events.map(({ revision }) => revision)).toEqual([0, 1]);
    expect(after).toMatchObject({ revision: 1, recordedAt: NOW, state: 5 });
  });

  it('writes nothing for a command that is refused or has nothing to do', () => {
    const { after, append, outcomes } = decide([add(-1), add(0)]);
    expect(append).toBeUndefined();
    expect(after).toBe(empty);
    expect(outcomes).toEqual([
      { outcome: 'refused', after: empty, refusal: refuse('validation', 'only upwards') },
      { outcome: 'unchanged', after: empty },
    ]);
  });

  it('always answers a message, so that the watermark moves', () => {
    const ignored: AnyStreamCommand = { ...add(1, from(9)), command: () => ignore('not for sums') };
    const { after, said } = decide([add(5, from(6)), add(-1, from(7)), add(0, from(8)), ignored]);
    expect(said).toEqual([
      ['Added', 5],
      ['MessageNoted', 'validation'],
      ['MessageNoted', 'nothing-to-do'],
      ['MessageNoted', 'not for sums'],
    ]);
    expect(after).toMatchObject({ state: 5, watermarks: { gift: { position: '9' } } });
  });

  it('leads to nothing for a message at or below the watermark of its producer', () => {
    const first = decide([add(5, from(7))]);
    const again = decide(
      [add(5, from(7)), add(5, from(6)), add(5, from(6, 'wallet'))],
      first.after,
    );
    expect(again.kinds).toEqual(['unchanged', 'unchanged', 'appended']);
    expect(again.after).toMatchObject({ state: 10 });
  });

  it('never records before the stream, nor before the cause', () => {
    const before = { ...empty, recordedAt: LATER };
    expect(decide([add(1)], before).metadata).toEqual([{ recordedAt: LATER }]);
    expect(decide([add(1, { causedAt: LATER })]).metadata).toEqual([{ recordedAt: LATER }]);
    expect(decide([add(1, { causedAt: '2026-10-31T12:00:00.000Z' })]).metadata).toEqual([
      { recordedAt: NOW },
    ]);
  });

  it('gives the rules the time at which the decision will be recorded', () => {
    const asked: string[] = [];
    const command = (now: string) => {
      asked.push(now);
      return { amount: 1 };
    };
    decide([{ ...add(1, { causedAt: LATER }), command }]);
    expect(asked).toEqual([LATER]);
  });

  it('records who asked, and names an operation in its last event alone', () => {
    const actor = { role: 'operator', sub: 'olga' };
    const asked = { actor, operationId: 'op-1', requestHash: 'h', traceId: 't', ...from(3) };
    const twice: StreamKind<Add, Added, number> = {
      ...kind,
      decider: {
        ...kind.decider,
        decide: (data) => [1, 2].map(() => ({ type: 'Added', schemaVersion: 1, data })),
      },
    };
    const { source } = asked;
    const common = { actor, recordedAt: NOW, requestHash: 'h', source, traceId: 't' };
    expect(decide([{ ...add(1, asked), kind: twice }]).metadata).toEqual([
      common,
      { ...common, operationId: 'op-1' },
    ]);
  });

  it('lets nothing of a stream overtake what the rules cannot handle', () => {
    const { after, kinds, outcomes, said } = decide([add(1), add(13), add(2), add(3)]);
    expect(kinds).toEqual(['appended', 'failed', 'failed', 'failed']);
    expect(outcomes[2]).toEqual({ outcome: 'failed', error: new Error('thirteen cannot be') });
    expect(said).toEqual([['Added', 1]]);
    expect(after).toMatchObject({ state: 1 });
  });

  it('appends no event that the fold refuses', () => {
    const { append, kinds } = decide([add(99)]);
    expect([append, kinds]).toEqual([undefined, ['failed']]);
  });

  it('closes an append that has grown large, and leaves the rest for the next one', () => {
    const note = 'x'.repeat(300 * 1024);
    const long = (amount: number): AnyStreamCommand => ({
      ...add(amount),
      command: () => ({ amount, note }),
    });
    const { append, kinds } = decide([long(1), long(2), long(3)]);
    expect(kinds).toEqual(['appended', 'appended']);
    expect(append?.events).toHaveLength(2);
  });

  it('gives the same bytes for the same commands, states and time', () => {
    const bytes = () => decide([add(1, from(1)), add(2)]).append?.events.map((each) => each.bytes);
    expect(bytes()).toEqual(bytes());
  });

  it('decides on every stream by itself', () => {
    const commands = new Map([
      ['sum-a', [add(13)]],
      ['sum-b', [add(2, {}, 'sum-b')]],
    ]);
    const states = new Map([
      ['sum-a', empty],
      ['sum-b', empty],
    ]);
    expect(
      decideAll(commands, states, NOW).map(({ append, stream }) => [stream, !!append]),
    ).toEqual([
      ['sum-a', false],
      ['sum-b', true],
    ]);
  });
});
