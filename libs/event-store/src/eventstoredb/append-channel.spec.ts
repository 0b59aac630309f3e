import { Duplex } from 'node:stream';
import { type BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { NO_STREAM } from '../event-store.port';
import { sealEvents } from '../seal';
import { AppendChannel } from './append-channel';
import { encodeAppend } from './append-request';
import type { AppendCall } from './client-calls';

class FakeAppendCall extends Duplex {
  readonly requests: BatchAppendReq[] = [];
  readonly cancel = jest.fn();

  constructor() {
    super({ objectMode: true });
  }

  override _read(): void {}

  override _write(request: BatchAppendReq, _: unknown, done: () => void): void {
    this.requests.push(request);
    done();
  }

  /** Answers the attempt of that number; none has a position. */
  answer(index: number): void {
    const response = new BatchAppendResp();
    response.setCorrelationId(this.requests[index]?.getCorrelationId());
    response.setSuccess(new BatchAppendResp.Success());
    this.push(response);
  }
}

describe('the channel for appends', () => {
  const APPENDED = { kind: 'appended', position: undefined };
  let calls: FakeAppendCall[];

  const openChannel = (answerTimeoutMs = 60_000) => {
    calls = [];
    const append = async () => {
      const call = new FakeAppendCall();
      calls.push(call);
      return call as unknown as AppendCall;
    };
    return new AppendChannel({ append }, answerTimeoutMs);
  };

  const nextAttempt = encodeAppend(
    sealEvents('wallet-v1', NO_STREAM, [
      {
        event: { type: 'Counted', schemaVersion: 1, data: {} },
        metadata: { recordedAt: '2026-03-01T12:00:00.000Z' },
      },
    ]),
  );

  /** Sends attempts and waits until the call has them. */
  async function sendSome(channel: AppendChannel, count: number) {
    const answers = Array.from({ length: count }, () => channel.send(nextAttempt()));
    for (const answer of answers) answer.catch(() => undefined);
    while (calls.at(-1)?.requests.length !== count) await new Promise(setImmediate);
    return answers;
  }

  it('gives each attempt its own answer, in whatever order they come', async () => {
    const answers = await sendSome(openChannel(), 3);
    const settled: number[] = [];
    for (const [index, answer] of answers.entries()) void answer.then(() => settled.push(index));

    for (const index of [2, 0, 1]) calls[0]?.answer(index);

    expect(await Promise.all(answers)).toEqual([APPENDED, APPENDED, APPENDED]);
    expect(settled).toEqual([2, 0, 1]);
    expect(calls).toHaveLength(1);
  });

  it.each([
    ['fails', (call?: FakeAppendCall) => call?.destroy(new Error('lost')), 'lost'],
    ['is ended by the server', (call?: FakeAppendCall) => call?.push(null), 'the server ended'],
  ])('leaves everything open when the call %s, and opens another', async (_, end, message) => {
    const channel = openChannel();
    const answers = await sendSome(channel, 2);

    end(calls[0]);

    for (const answer of answers) await expect(answer).rejects.toThrow(message);
    const [again] = await sendSome(channel, 1);
    calls[1]?.answer(0);
    expect(await again).toEqual(APPENDED);
  });

  it('gives up a call that is silent, with an error that makes the client connect anew', async () => {
    const channel = openChannel(20);
    const [silent] = await sendSome(channel, 1);

    await expect(silent).rejects.toMatchObject({ code: 14 });

    expect(calls[0]?.destroyed).toBe(true);
    expect(calls[0]?.cancel).toHaveBeenCalled();
    // What comes late, over the old call, settles nothing of the new one.
    const [again] = await sendSome(channel, 1);
    calls[0]?.emit('error', new Error('cancelled'));
    calls[1]?.answer(0);
    expect(await again).toEqual(APPENDED);
    await expect(channel.send(nextAttempt())).rejects.toMatchObject({ code: 14 });
    expect(calls).toHaveLength(2);
  });

  it('takes no notice of an answer that nobody waits for', async () => {
    const [answer] = await sendSome(openChannel(), 1);

    calls[0]?.push(new BatchAppendResp());
    calls[0]?.answer(0);

    expect(await answer).toEqual(APPENDED);
  });

  it('tries again to open a call that could not be opened', async () => {
    const append = jest
      .fn<Promise<AppendCall>, []>()
      .mockRejectedValueOnce(new Error('no connection'))
      .mockRejectedValueOnce(new Error('still none'));
    const channel = new AppendChannel({ append }, 60_000);

    await expect(channel.send(nextAttempt())).rejects.toThrow('no connection');
    await expect(channel.send(nextAttempt())).rejects.toThrow('still none');
  });
});
