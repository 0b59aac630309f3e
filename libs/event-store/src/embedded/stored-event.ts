import type { Position } from '@gifting/kernel';
import type { EventRecord, SealedEvent, StoredEvent } from '../event-store.port';
import { eventIdOf, freezeDeeply, sha256 } from '../seal';
import type { LogRecord } from './log-record';

export const positionOf = (offset: number): Position => String(offset) as Position;

/** An event as readers see it, made of what was appended. */
export function storedEvent(sealed: SealedEvent, position: Position): StoredEvent {
  const { data, id, metadata, revision, schemaVersion, stream, type } = sealed;
  return Object.freeze({ data, id, metadata, position, revision, schemaVersion, stream, type });
}

/** The members of a record. Its bytes are those that were appended: their checksum was right. */
export const parseRecord = ({ payload }: LogRecord): EventRecord =>
  JSON.parse(payload.toString('utf8')) as EventRecord;

/** An event as readers see it, made of what the log holds. */
export function readEvent(record: LogRecord, parsed = parseRecord(record)): StoredEvent {
  const id = eventIdOf(sha256(record.payload));
  return freezeDeeply({ ...parsed, id, position: positionOf(record.offset) });
}
