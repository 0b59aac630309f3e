import { type Position, START } from '@gifting/kernel';
import { type EventBatch, NO_STREAM, type SealedEvent, StoreCorrupted } from '../event-store.port';
import { sealEvents } from '../seal';
import { caughtUpAnswer, eventAnswer, FakeReadCall, recorded } from './answers.contract';
import { toStoredEvent } from './event-codec';
import { followEvents } from './follow-events';

const at = (position: number) => String(position) as Position;

function sealed(stream: string): SealedEvent {
  const event = { type: 'Counted', schemaVersion: 1, data: {} };
  const metadata = { recordedAt: '2026-03-01T12:00:00.000Z' };
  const [only] = sealEvents(stream, NO_STREAM, [{ event, metadata }]).events;
  if (only === undefined) throw new Error('nothing was sealed');
  return only;
}

const arriving = (stream: string, position: number) =>
  eventAnswer(recorded(sealed(stream), at(position)));
const stored = (stream: string, position: number) =>
  toStoredEvent(recorded(sealed(stream), at(position)));

describe('following', () => {
  const end = () => endOf.abort();
  let endOf: AbortController;
  let calls: FakeReadCall[];
  let troubles: unknown[];
  /** The newest of our events, and what a read finds behind a position. */
  let head: Position;
  let readable: EventBatch['events'];
  let starts: Position[];

  beforeEach(() => {
    [endOf, calls, troubles, starts] = [new AbortController(), [], [], []];
    [head, readable] = [START, []];
  });

  const follow = (after = START) =>
    followEvents(
      {
        calls: {
          read: async () => {
            const call = new FakeReadCall();
            calls.push(call);
            return call.call;
          },
        },
        reader: {
          head: async () => head,
          startFor: async (position) => {
            starts.push(position);
            return position;
          },
          all: async ({ from }) => ({ events: readable, scannedTo: from }),
        },
        onTrouble: (error) => troubles.push(error),
      },
      { after, categories: ['wallet'], signal: endOf.signal },
    );

  /** The call of that number, once it is open. */
  async function callOf(index: number): Promise<FakeReadCall> {
    for (;;) {
      const call = calls[index];
      if (call !== undefined) return call;
      await new Promise(setImmediate);
    }
  }

  it('yields what matches and says how far it has come', async () => {
    const batches = follow();
    const first = batches.next();
    const call = await callOf(0);
    for (const response of [
      arriving('wallet-a', 10),
      arriving('walletlike-b', 20),
      arriving('wallet-c', 30),
      arriving('walletlike-d', 40),
    ]) {
      call.write(response);
    }

    expect((await first).value).toEqual({
      events: [stored('wallet-a', 10), stored('wallet-c', 30)],
      scannedTo: '30',
    });
    end();
    expect(await batches.next()).toEqual({ done: true, value: undefined });
    expect(call.isCancelled).toBe(true);
  });

  it('has come as far as the head at its beginning when the old events have come', async () => {
    head = at(50);
    const batches = follow();
    const first = batches.next();
    const call = await callOf(0);
    head = at(90);
    call.write(arriving('wallet-a', 10));
    call.write(caughtUpAnswer());

    expect((await first).value).toEqual({ events: [stored('wallet-a', 10)], scannedTo: '50' });
    end();
    await batches.next();
  });

  it('goes on behind the last yielded event after a lost and after an ended subscription', async () => {
    const batches = follow(at(5));
    for (const [index, finish] of [
      (call: FakeReadCall) => call.emit('error', new Error('lost')),
      (call: FakeReadCall) => call.end(),
      () => undefined,
    ].entries()) {
      const batch = batches.next();
      const call = await callOf(index);
      // The server begins with what was there before, as it may.
      if (index > 0) call.write(arriving('wallet-a', index * 10));
      call.write(arriving('wallet-a', (index + 1) * 10));
      expect((await batch).value).toEqual({
        events: [stored('wallet-a', (index + 1) * 10)],
        scannedTo: at((index + 1) * 10),
      });
      finish(call);
    }

    expect(starts).toEqual(['5', '10', '20']);
    expect(troubles).toEqual([new Error('lost'), new Error('the server ended the subscription')]);
    end();
    await batches.next();
  });

  it('moves in silence to the head when nothing that matches is there', async () => {
    const batches = follow(at(5));
    const first = batches.next();
    (await callOf(0)).write(caughtUpAnswer());
    head = at(70);

    expect((await first).value).toEqual({ events: [], scannedTo: '70' });
    end();
    await batches.next();
  });

  it('does not move over an event that is there and was not delivered, and subscribes anew', async () => {
    const batches = follow(at(5));
    const first = batches.next();
    (await callOf(0)).write(caughtUpAnswer());
    head = at(70);
    readable = [stored('wallet-a', 60)];

    const second = await callOf(1);
    expect(starts).toEqual(['5', '5']);
    expect(troubles).toEqual([new Error('nothing came though 60 was there')]);
    second.write(arriving('wallet-a', 60));

    expect((await first).value).toEqual({ events: readable, scannedTo: '60' });
    end();
    await batches.next();
  });

  it('never yields an event that lies before what it has said', async () => {
    const batches = follow();
    const first = batches.next();
    const call = await callOf(0);
    call.write(arriving('wallet-a', 20));
    await first;
    const second = batches.next();
    call.write(arriving('wallet-a', 10));

    const again = await callOf(1);
    expect(troubles).toEqual([new Error('the server delivered 10 after 20')]);
    again.write(arriving('wallet-a', 30));
    expect((await second).value).toEqual({ events: [stored('wallet-a', 30)], scannedTo: '30' });
    end();
    await batches.next();
  });

  it('ends with an event that is not what was written', async () => {
    const batches = follow();
    const first = batches.next();
    const forged = recorded(sealed('wallet-a'), at(10));
    forged.setStreamRevision('7');
    (await callOf(0)).write(eventAnswer(forged));

    await expect(first).rejects.toThrow(StoreCorrupted);
    expect(calls[0]?.isCancelled).toBe(true);
  });
});
