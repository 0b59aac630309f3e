import { PassThrough } from 'node:stream';
import { ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { Position } from '@gifting/kernel';
import type { SealedEvent } from '../event-store.port';
import type { ReadCall } from './client-calls';
import { type RecordedEvent, toProposedMessage } from './event-codec';
import { toStreamIdentifier } from './read-request';

/** What the server makes of an event and sends back, for specs without a server. */
export function recorded(event: SealedEvent, position: Position): RecordedEvent {
  const proposed = toProposedMessage(event);
  const record = new ReadResp.ReadEvent.RecordedEvent();
  record.setId(proposed.getId());
  record.setStreamIdentifier(toStreamIdentifier(event.stream));
  record.setStreamRevision(String(event.revision));
  record.setCommitPosition(position);
  record.setPreparePosition(position);
  record.getMetadataMap().set('type', event.type);
  record.setData(proposed.getData());
  record.setCustomMetadata(proposed.getCustomMetadata());
  // As it comes from the wire.
  return ReadResp.ReadEvent.RecordedEvent.deserializeBinary(record.serializeBinary());
}

export function eventAnswer(recordedEvent: RecordedEvent): ReadResp {
  const event = new ReadResp.ReadEvent();
  event.setEvent(recordedEvent);
  const response = new ReadResp();
  response.setEvent(event);
  return response;
}

export function caughtUpAnswer(): ReadResp {
  const response = new ReadResp();
  response.setCaughtUp(new ReadResp.CaughtUp());
  return response;
}

/** A call whose other end the spec holds in its hand. */
export class FakeReadCall extends PassThrough {
  isCancelled = false;

  constructor() {
    super({ objectMode: true });
  }

  cancel(): void {
    this.isCancelled = true;
  }

  /** As the code under test sees it. */
  get call(): ReadCall {
    return this as unknown as ReadCall;
  }
}
