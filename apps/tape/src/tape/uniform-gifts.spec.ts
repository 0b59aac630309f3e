import fc from 'fast-check';
import { uniformCast, type UniformGift, uniformGifts } from './uniform-gifts';

const ROSES = { giftId: 'rose', quantity: 10 };

const anySize = fc.record({
  viewers: fc.integer({ min: 1, max: 50 }),
  creators: fc.integer({ min: 1, max: 8 }),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
});
type Size = typeof anySize extends fc.Arbitrary<infer Value> ? Value : never;

function take(count: number, { creators, seed, viewers }: Size): readonly UniformGift[] {
  const gifts = uniformGifts(uniformCast(viewers, creators), ROSES, seed);
  return Array.from({ length: count }, () => gifts.next().value);
}

describe('uniform gifts', () => {
  it('are the same for the same seed, and others for another', () => {
    fc.assert(
      fc.property(anySize, (size) => {
        expect(take(20, size)).toEqual(take(20, size));
      }),
    );
    const size = { viewers: 1_000, creators: 10, seed: 1 };
    expect(take(20, { ...size, seed: 2 })).not.toEqual(take(20, size));
  });

  it('are one gift, from viewers of the cast to its creators, who give nothing', () => {
    fc.assert(
      fc.property(anySize, (size) => {
        const { creators, viewers } = uniformCast(size.viewers, size.creators);
        expect(creators).toHaveLength(size.creators);
        expect(viewers).toHaveLength(size.viewers);
        const viewerIds = viewers.map(({ viewerId }) => viewerId);
        for (const { request, viewerId } of take(50, size)) {
          expect(viewerIds).toContain(viewerId);
          expect(creators).toContain(request.creatorId);
          expect(request).toEqual({ ...ROSES, creatorId: request.creatorId });
        }
      }),
    );
  });

  it('come from the same viewers however many creators there are', () => {
    const sendersOf = (creators: number) =>
      take(100, { viewers: 1_000, creators, seed: 3 }).map(({ viewerId }) => viewerId);
    expect(sendersOf(1_000)).toEqual(sendersOf(1));
  });

  it('prefer nobody', () => {
    const draws = 20_000;
    const gifts = take(draws, { viewers: 5, creators: 4, seed: 5 });
    const sharesOf = (names: readonly string[]): readonly number[] => {
      const counts = new Map<string, number>();
      for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
      return [...counts.values()].map((count) => count / draws);
    };
    const senders = sharesOf(gifts.map(({ viewerId }) => viewerId));
    const receivers = sharesOf(gifts.map(({ request }) => request.creatorId));
    expect([senders.length, receivers.length]).toEqual([5, 4]);
    for (const share of senders) expect(Math.abs(share - 1 / 5)).toBeLessThan(0.02);
    for (const share of receivers) expect(Math.abs(share - 1 / 4)).toBeLessThan(0.02);
  });
});
