import type { StoredEvent } from '@gifting/event-store';
import type { Position } from '@gifting/kernel';
import { fromCloudEvent, toCloudEvent } from './feed-message';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

const event: StoredEvent = {
  data: { coins: '10' },
  id: '2ed6657d-e927-868b-95e1-2665a8aea6a2',
  metadata: { recordedAt: '2026-11-25T12:00:00.000Z', traceId: TRACE_ID },
  position: '833' as Position,
  revision: 1,
  schemaVersion: 1,
  stream: 'gift-1',
  type: 'GiftSent',
};

describe('the trace of a message', () => {
  it('has the event as the parent of what the message leads to', () => {
    const { extensions } = toCloudEvent(event, 'gift', 'store.1', event.data);
    expect(extensions.traceparent).toBe(`00-${TRACE_ID}-2ed6657de927868b-01`);
  });

  it('arrives at the consumer', () => {
    const message = toCloudEvent(event, 'gift', 'store.1', event.data);
    expect(fromCloudEvent('wallet-ana', message)).toEqual({
      type: 'GiftSent',
      schemaVersion: 1,
      data: event.data,
      key: 'wallet-ana',
      source: { position: '833', producer: 'gift', store: 'store.1' },
      recordedAt: '2026-11-25T12:00:00.000Z',
      traceId: TRACE_ID,
    });
  });

  it.each([
    ['absent', undefined],
    ['of another version', `01-${TRACE_ID}-2ed6657de927868b-01`],
    ['cut short', `00-${TRACE_ID}-2ed6657de927868b`],
    ['in upper case', `00-${TRACE_ID.toUpperCase()}-2ed6657de927868b-01`],
    ['followed by more', `00-${TRACE_ID}-2ed6657de927868b-01-`],
  ])('is none where traceparent is %s', (_what, traceparent) => {
    const { extensions, ...message } = toCloudEvent(event, 'gift', 'store.1', event.data);
    const { traceparent: _, ...others } = extensions;
    const received = {
      ...message,
      extensions: traceparent === undefined ? others : { ...others, traceparent },
    };
    expect(fromCloudEvent('wallet-ana', received).traceId).toBeUndefined();
  });
});
