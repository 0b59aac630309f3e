import { Troubles } from './troubles';

describe('Troubles', () => {
  it('counts failures in a row and keeps the time of the first', () => {
    const troubles = new Troubles('feed');
    expect(troubles.raise(1, new Error('first'))).toBe(1);
    const since = troubles.list[0]?.since;
    const error = new Error('second');
    expect(troubles.raise(1, error)).toBe(2);

    expect(troubles.list).toEqual([{ topic: 'feed', partition: 1, error, tries: 2, since }]);
    expect(troubles.list[0]?.since).toBe(since);
  });

  it('begins anew after it was cleared', () => {
    const troubles = new Troubles('feed');
    troubles.raise(1, 'x');
    troubles.raise(2, 'x');
    troubles.clear(1);
    expect(troubles.list.map(({ partition }) => partition)).toEqual([2]);
    expect(troubles.raise(1, 'x')).toBe(1);
  });

  it('forgets partitions that were given away, but not the trouble of the consumer', () => {
    const troubles = new Troubles('feed');
    for (const partition of [0, 1, 2, undefined]) troubles.raise(partition, 'x');
    troubles.keepOnly([1]);
    expect(troubles.list.map(({ partition }) => partition)).toEqual([1, undefined]);
  });
});
