import type { Position } from '@gifting/kernel';
import {
  categoryOf,
  type EventRecord,
  type SealedEvent,
  type StoredEvent,
} from '../event-store.port';
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

const BEFORE_STREAM = Buffer.from(',"stream":');
const BEHIND_STREAM = Buffer.from(',"type":"');

/**
 * The category of a record, found without parsing it: whoever follows one category passes over the
 * events of all others. Canonical order puts the stream before the type, at the end, and no text
 * holds these bytes, for its quotes are escaped.
 */
export function categoryIn({ payload }: LogRecord): string {
  const from = payload.lastIndexOf(BEFORE_STREAM) + BEFORE_STREAM.length;
  const name = payload.toString('utf8', from, payload.indexOf(BEHIND_STREAM, from));
  return categoryOf(JSON.parse(name) as string);
}

/** An event as readers see it, made of what the log holds. */
export function readEvent(record: LogRecord): StoredEvent {
  const id = eventIdOf(sha256(record.payload));
  return freezeDeeply({ ...parseRecord(record), id, position: positionOf(record.offset) });
}
