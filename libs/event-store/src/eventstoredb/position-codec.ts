import type { Position } from '@gifting/kernel';
import { StoreCorrupted } from '../event-store.port';

/** A position of EventStoreDB as the protocol carries it: two unsigned 64-bit integers as text. */
interface EnginePosition {
  getCommitPosition(): string;
  getPreparePosition(): string;
}

/**
 * Our position is the commit position alone. The server writes an event and commits it in one record,
 * so both halves are the same, whatever the size of the append; they differ only for events of
 * explicit transactions, which no client of this protocol can write.
 * @throws StoreCorrupted for such an event
 */
export function toPosition(position: EnginePosition): Position {
  const commit = position.getCommitPosition();
  if (commit !== position.getPreparePosition()) {
    throw new StoreCorrupted(`the event at ${commit} was written in an explicit transaction`);
  }
  return commit as Position;
}

/** The next position, at which no event begins: records are longer than one byte. */
export const justBehind = (position: Position): Position => `${BigInt(position) + 1n}` as Position;

/** @throws RangeError before `START` */
export function justBefore(position: Position): Position {
  if (position === '0') throw new RangeError('nothing lies before the start');
  return `${BigInt(position) - 1n}` as Position;
}
