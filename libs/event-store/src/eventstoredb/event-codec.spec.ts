import type { Position } from '@gifting/kernel';
import {
  type EventMetadata,
  NO_STREAM,
  type SealedEvent,
  StoreCorrupted,
} from '../event-store.port';
import { sealEvents } from '../seal';
import { recorded } from './answers.contract';
import { type RecordedEvent, toProposedMessage, toStoredEvent } from './event-codec';
import { toStreamIdentifier } from './read-request';

const POSITION = '733' as Position;

const metadata: EventMetadata = {
  actor: { role: 'viewer', sub: 'v1' },
  recordedAt: '2026-03-01T12:00:00.000Z',
  source: { position: '17' as Position, producer: 'gift', store: 'a.1' },
};

function sealed(): SealedEvent {
  const data = { coins: '5', note: '💎' };
  const event = { type: 'CoinsSpent', schemaVersion: 2, data };
  const [only] = sealEvents('wallet-Zoë', NO_STREAM, [{ event, metadata }]).events;
  if (only === undefined) throw new Error('nothing was sealed');
  return only;
}

describe('an event in EventStoreDB', () => {
  it('reads back as it was sealed', () => {
    const { bytes: _, ...event } = sealed();

    expect(toStoredEvent(recorded(sealed(), POSITION))).toEqual({ ...event, position: POSITION });
  });

  it('keeps data and the rest of the record apart, each as JSON', () => {
    const message = toProposedMessage(sealed());

    expect(message.getId()?.getString()).toBe(sealed().id);
    expect(message.getMetadataMap().get('type')).toBe('CoinsSpent');
    expect(message.getMetadataMap().get('content-type')).toBe('application/json');
    expect(JSON.parse(Buffer.from(message.getData_asU8()).toString())).toEqual(sealed().data);
    expect(JSON.parse(Buffer.from(message.getCustomMetadata_asU8()).toString())).toEqual({
      metadata,
      schemaVersion: 2,
    });
  });

  const text = (json: unknown) => Buffer.from(JSON.stringify(json));

  it.each<[string, (event: RecordedEvent) => unknown]>([
    ['stream', (event) => event.setStreamIdentifier(toStreamIdentifier('wallet-Zoe'))],
    ['revision', (event) => event.setStreamRevision('1')],
    ['type', (event) => event.getMetadataMap().set('type', 'CoinsRefunded')],
    ['data', (event) => event.setData(text({ coins: '6', note: '💎' }))],
    ['metadata', (event) => event.setCustomMetadata(text({ metadata: {}, schemaVersion: 2 }))],
    ['schema version', (event) => event.setCustomMetadata(text({ metadata, schemaVersion: 1 }))],
    ['id', (event) => event.getId()?.setString('00000000-0000-8000-8000-000000000000')],
    ['half of JSON', (event) => event.setData(Buffer.from('{"coins":'))],
    ['empty envelope', (event) => event.setCustomMetadata(new Uint8Array())],
    ['inexact number', (event) => event.setData(text({ coins: 0.5 }))],
  ])('is refused when another %s was put into it', (_, change) => {
    const event = recorded(sealed(), POSITION);
    change(event);

    expect(() => toStoredEvent(event)).toThrow(StoreCorrupted);
  });
});
