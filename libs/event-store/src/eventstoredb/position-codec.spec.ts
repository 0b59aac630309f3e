import { comparePositions, isPosition, type Position, START } from '@gifting/kernel';
import { StoreCorrupted } from '../event-store.port';
import { justBefore, justBehind, toPosition } from './position-codec';

const engine = (commit: string, prepare = commit) => ({
  getCommitPosition: () => commit,
  getPreparePosition: () => prepare,
});

describe('a position of EventStoreDB', () => {
  it('is its commit position, up to the largest there is', () => {
    expect(toPosition(engine('733'))).toBe('733');
    const largest = toPosition(engine('9223372036854775807'));
    expect(isPosition(largest)).toBe(true);
    expect(comparePositions(toPosition(engine('733')), largest)).toBeLessThan(0);
  });

  it('is refused when its halves differ, for one of them would be lost', () => {
    expect(() => toPosition(engine('733', '548'))).toThrow(StoreCorrupted);
  });

  it('has neighbours that integers of JavaScript could not tell apart', () => {
    const position = '9007199254740993' as Position;
    expect(justBehind(position)).toBe('9007199254740994');
    expect(justBefore(position)).toBe('9007199254740992');
    expect(justBefore(justBehind(START))).toBe(START);
    expect(() => justBefore(START)).toThrow(RangeError);
  });
});
