import type { StreamEvent } from '@gifting/engine';
import type { GiftTxId, JsonObject, Position } from '@gifting/kernel';
import { projected } from '@gifting/testing';
import type { EarningsEvent } from '../domain/earnings.events';
import { credited, declined } from '../domain/earnings.fixture';
import { FeedFrames } from './feed-frames';
import { GiftMessages } from './gift-messages';

const NOON = '2026-11-25T12:00:00.000Z';

const at = (event: EarningsEvent, position: number) =>
  projected(event, {
    stream: 'earnings-cleo',
    position,
    recordedAt: NOON,
  }) as StreamEvent<EarningsEvent>;

function gift(giftTxId: string, facts: JsonObject = {}): EarningsEvent {
  const event = credited(416.5);
  return { ...event, data: { ...event.data, giftTxId: giftTxId as GiftTxId, ...facts } };
}

const asked: (readonly string[])[] = [];
const NOTES: Readonly<Record<string, string>> = { n1: 'hi', n3: 'id: 9\n\nevent: fake\r\u2028' };
const notes = {
  get: (ids: readonly string[]) => {
    asked.push(ids);
    return Promise.resolve(ids.map((id) => NOTES[id]));
  },
};
const frames = new FeedFrames(new GiftMessages(notes as never));
const textsOf = async (...events: StreamEvent<EarningsEvent>[]) =>
  (await frames.of(events)).map(({ bytes }) => bytes.toString());

describe('a frame of the feed', () => {
  it('has the position of the event as its id, and what the creator may see', async () => {
    expect(await textsOf(at(gift('g1', { messageRef: 'n1' }), 17))).toEqual([
      'id: 17\nevent: gift\ndata: {"giftTxId":"g1","viewerId":"ana","giftId":"rose",' +
        '"quantity":833,"coins":"833","diamonds":"416.5","message":"hi",' +
        `"at":"${NOON}"}\n\n`,
    ]);
  });

  it('names nobody where the gift is anonymous, and is silent about an erased message', async () => {
    const { viewerId: _, ...anonymous } = credited(1).data;
    const event = { ...credited(1), data: { ...anonymous, messageRef: 'erased' } };
    const [text = ''] = await textsOf(at(event, 3));
    expect(text).toContain('"viewerId":null');
    expect(text).not.toContain('message');
  });

  it('cannot be ended or forged by a message', async () => {
    const [text = ''] = await textsOf(at(gift('g1', { messageRef: 'n3' }), 3));
    expect(text.match(/[\n\r]/g)).toHaveLength(4);
    const data = JSON.parse(text.split('data: ')[1] ?? '') as JsonObject;
    expect(data.message).toBe(NOTES.n3);
  });

  it('comes for gifts only, with all messages read at once', async () => {
    asked.length = 0;
    const made = await frames.of([
      at(gift('g1', { messageRef: 'n1' }), 1),
      at(declined('y1', 'insufficient-diamonds'), 2),
      at(gift('g2'), 3),
      at(gift('g3', { messageRef: 'n3' }), 4),
    ]);
    expect(made.map(({ position }) => position)).toEqual(['1', '3', '4'] as Position[]);
    expect(asked).toEqual([['n1', 'n3']]);
  });
});
