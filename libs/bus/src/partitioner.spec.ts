import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { murmur2, partitionOf } from './partitioner';

describe('murmur2', () => {
  // org.apache.kafka.common.utils.UtilsTest.testMurmur2
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %j is what the Java client says', (text, hash) => {
    expect(murmur2(Buffer.from(text))).toBe(hash);
  });
});

describe('partitionOf', () => {
  it('is pinned', () => {
    const keys = ['wallet-ana', 'gift-1', 'earnings-bo', 'payout-7', 'purchase-stripe.ch_1', ''];
    expect(keys.map((key) => partitionOf(key, 8))).toEqual([4, 5, 2, 6, 7, 1]);
  });

  it('is what kafkajs chooses for any key and count', () => {
    const choose = Partitioners.DefaultPartitioner();
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 80 }),
        fc.integer({ min: 1, max: 64 }),
        (key, partitions) => {
          const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
            partitionErrorCode: 0,
            partitionId,
            leader: 1,
            replicas: [1],
            isr: [1],
          }));
          const theirs = choose({
            topic: 't',
            partitionMetadata,
            message: { key, value: null },
          });
          expect(partitionOf(key, partitions)).toBe(theirs);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
