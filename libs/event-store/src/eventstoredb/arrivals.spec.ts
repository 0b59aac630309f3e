import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import { FakeReadCall } from './answers.contract';
import { Arrivals } from './arrivals';

const LONG_MS = 60_000;

describe('arrivals', () => {
  const follow = (signal = new AbortController().signal) => {
    const source = new FakeReadCall();
    return { source, arrivals: new Arrivals(source.call, signal) };
  };

  it('are taken in order, all that are there at once', async () => {
    const { source, arrivals } = follow();
    const responses = [new ReadResp(), new ReadResp(), new ReadResp()];
    const taken = arrivals.take(LONG_MS);

    for (const response of responses) source.write(response);

    expect(await taken).toEqual(responses);
  });

  it('are none when the time is over or the signal aborts', async () => {
    const end = new AbortController();
    const { arrivals } = follow(end.signal);

    expect(await arrivals.take(1)).toEqual([]);
    const taken = arrivals.take(LONG_MS);
    end.abort();

    expect(await taken).toEqual([]);
    expect(await arrivals.take(LONG_MS)).toEqual([]);
  });

  it.each([
    ['an error', (source: FakeReadCall) => source.emit('error', new Error('lost')), 'lost'],
    ['a clean end', (source: FakeReadCall) => source.end(), 'the server ended the subscription'],
  ])('come before %s of the subscription is told', async (_, finish, message) => {
    const { source, arrivals } = follow();
    const response = new ReadResp();
    source.write(response);
    finish(source);
    await new Promise(setImmediate);

    expect(await arrivals.take(LONG_MS)).toEqual([response]);
    await expect(arrivals.take(LONG_MS)).rejects.toThrow(message);
  });

  it('wait in a bounded queue: a slow reader stops the server', async () => {
    const { source, arrivals } = follow();
    const sent = Array.from({ length: 1_500 }, () => new ReadResp());
    for (const response of sent) source.write(response);

    const taken = [...(await arrivals.take(LONG_MS))];
    expect(taken).toHaveLength(1_000);
    while (taken.length < sent.length) taken.push(...(await arrivals.take(LONG_MS)));

    expect(taken).toEqual(sent);
  });

  it('end with the call when they are not wanted any more', () => {
    const { source, arrivals } = follow();
    arrivals.close();
    expect(source.isCancelled).toBe(true);
  });
});
