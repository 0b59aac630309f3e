import { UUID } from '@eventstore/db-client/generated/shared_pb';
import { BatchAppendReq, type ReadResp } from '@eventstore/db-client/generated/streams_pb';
import type { JsonObject } from '@gifting/kernel';
import {
  type EventMetadata,
  type EventRecord,
  type SealedEvent,
  StoreCorrupted,
  type StoredEvent,
} from '../event-store.port';
import { canonicalBytes, eventIdOf, freezeDeeply, sha256 } from '../seal';
import { toPosition } from './position-codec';

export type RecordedEvent = ReadResp.ReadEvent.RecordedEvent;
export type ProposedMessage = BatchAppendReq.ProposedMessage;

/** What stands in the metadata of EventStoreDB: the members of a record that it has no place for. */
type Envelope = { readonly metadata: EventMetadata; readonly schemaVersion: number };

export function toProposedMessage(event: SealedEvent): ProposedMessage {
  const { id, type, data, metadata, schemaVersion } = event;
  const envelope: Envelope = { metadata, schemaVersion };
  const message = new BatchAppendReq.ProposedMessage();
  message.setId(toUuid(id));
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  message.setData(Buffer.from(JSON.stringify(data)));
  message.setCustomMetadata(Buffer.from(JSON.stringify(envelope)));
  return message;
}

/**
 * Builds the record again and names it by its hash as `sealEvents` did.
 * @throws StoreCorrupted when that is not the name it is stored under
 */
export function toStoredEvent(recorded: RecordedEvent): StoredEvent {
  const id = recorded.getId()?.getString() ?? '';
  const position = toPosition(recorded);
  try {
    const record = recordOf(recorded);
    if (eventIdOf(sha256(canonicalBytes(record))) === id) {
      return freezeDeeply({ ...record, id, position });
    }
  } catch {
    // Not even JSON of the right shape.
  }
  throw new StoreCorrupted(
    `event ${streamOf(recorded)}@${recorded.getStreamRevision()} at position ${position} ` +
      `does not have the content that its id ${id} commits to`,
  );
}

export const streamOf = (recorded: RecordedEvent): string =>
  textOf(recorded.getStreamIdentifier()?.getStreamName_asU8() ?? EMPTY);

export function toUuid(id: string): UUID {
  const uuid = new UUID();
  uuid.setString(id);
  return uuid;
}

const EMPTY = new Uint8Array();

function recordOf(recorded: RecordedEvent): EventRecord {
  const { metadata, schemaVersion } = JSON.parse(
    textOf(recorded.getCustomMetadata_asU8()),
  ) as Envelope;
  return {
    data: JSON.parse(textOf(recorded.getData_asU8())) as JsonObject,
    metadata,
    revision: Number(recorded.getStreamRevision()),
    schemaVersion,
    stream: streamOf(recorded),
    type: recorded.getMetadataMap().get('type') ?? '',
  };
}

const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('utf8');
