import { Slots } from './slots';

describe('slots', () => {
  it('let so many tasks run at once, in the order in which they came', async () => {
    const slots = new Slots(2);
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const tasks = [0, 1, 2, 3].map((number) =>
      slots.use(() => {
        begun.push(number);
        return new Promise<void>((resolve) => ends.push(resolve));
      }),
    );
    expect(begun).toEqual([0, 1]);

    ends[1]?.();
    await tasks[1];
    expect(begun).toEqual([0, 1, 2]);

    ends[0]?.();
    await tasks[0];
    expect(begun).toEqual([0, 1, 2, 3]);

    ends[2]?.();
    ends[3]?.();
    await Promise.all(tasks);
    for (const number of [4, 5, 6]) {
      void slots.use(async () => {
        begun.push(number);
        await new Promise(() => undefined);
      });
    }
    expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('are given back by tasks that fail', async () => {
    const slots = new Slots(1);
    await expect(slots.use(() => Promise.reject(new Error('no')))).rejects.toThrow('no');

    expect(await slots.use(async () => 'free')).toBe('free');
  });
});
