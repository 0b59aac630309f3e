import { FaultDisk, NOTHING_SURVIVES, tornBy } from '@gifting/testing';
import { StoreCorrupted } from '../event-store.port';
import { add, addSynced, FOLDER, openLog, readLog } from './log-under-test.contract';

/** Appends of one to three events, in groups of one to three appends. */
const APPENDS = Array.from({ length: 24 }, (_, index) =>
  ['a', 'b', 'c'].slice(0, 1 + (index % 3)).map((part) => `${index}${part}`),
);

interface Run {
  readonly disk: FaultDisk;
  readonly acknowledged: number;
}

/** Adds the appends, some of them at once, until the disk fails. */
async function run(disk: FaultDisk): Promise<Run> {
  let acknowledged = 0;
  try {
    const { log } = await openLog(disk);
    for (let next = 0; next < APPENDS.length;) {
      const group = APPENDS.slice(next, next + 1 + (next % 3));
      next += group.length;
      for (const append of group) add(log, ...append);
      await log.synced(undefined);
      acknowledged = next;
    }
  } catch {
    // The power is gone.
  }
  return { disk, acknowledged };
}

/** How many whole appends these events are, from the first on; fails when they are anything else. */
function countAppends(payloads: readonly string[]): number {
  const ends = APPENDS.map((_, index) => APPENDS.slice(0, index).flat().length);
  const count = [...ends, APPENDS.flat().length].indexOf(payloads.length);
  expect(payloads).toEqual(APPENDS.slice(0, count).flat());
  return count;
}

describe('a log that lost its power', () => {
  it.each(['refuse', 'tear'] as const)(
    'at any step (%s) has all that was acknowledged, and appends as a whole or not at all',
    async (fault) => {
      const { steps } = (await run(new FaultDisk())).disk;
      expect(steps).toBeGreaterThan(30);
      let cut = 0;
      for (let step = 1; step <= steps; step += 1) {
        const disk = new FaultDisk();
        disk.onStep = ({ number }) => {
          if (number < step) return undefined;
          return number === step ? fault : 'refuse';
        };
        const { acknowledged } = await run(disk);
        const fates = [NOTHING_SURVIVES, ...[1, 2, 3, 4].map((seed) => tornBy(step * 10 + seed))];
        for (const fate of fates) {
          const left = disk.afterPowerLoss(fate);
          const size = sizeOf(left);
          const { log, payloads } = await openLog(left);
          const kept = countAppends(payloads);
          expect(kept).toBeGreaterThanOrEqual(acknowledged);
          if (sizeOf(left) < size) cut += 1;

          // It goes on as if nothing had been there.
          await addSynced(log, 'next');
          const { payloads: afterwards } = await openLog(left.afterPowerLoss(NOTHING_SURVIVES));
          expect(afterwards).toEqual([...payloads, 'next']);
        }
      }
      // The case was there: torn ends were cut off.
      expect(cut).toBeGreaterThan(10);
    },
  );

  it('may lose it again while it is opened', async () => {
    const disk = new FaultDisk();
    const { acknowledged } = await run(disk);
    expect(acknowledged).toBe(APPENDS.length);
    const { log } = await openLog(disk);
    // Larger than a sector, so that it can be torn.
    add(log, ...Array.from({ length: 40 }, (_, index) => `torn ${index}`));
    disk.onStep = ({ kind }) => (kind === 'sync' ? 'refuse' : undefined);
    await expect(log.synced(undefined)).rejects.toThrow();

    let failures = 0;
    for (let seed = 0; seed < 20; seed += 1) {
      for (const fault of ['refuse', 'tear'] as const) {
        for (let step = 1; step <= 5; step += 1) {
          const torn = disk.afterPowerLoss(tornBy(seed));
          torn.onStep = ({ number }) => (number >= step ? fault : undefined);
          const opened = await openLog(torn).catch(() => undefined);
          if (opened === undefined) failures += 1;
          const { payloads } = await openLog(torn.afterPowerLoss(tornBy(100 * step + seed)));
          expect(payloads.slice(0, APPENDS.flat().length)).toEqual(APPENDS.flat());
        }
      }
    }
    expect(failures).toBeGreaterThan(20);
  });

  it('is not cut off where an event is damaged that was synced before a later group', async () => {
    const disk = new FaultDisk();
    const { log } = await openLog(disk, undefined, 1_000_000);
    const [first = 0] = await addSynced(log, 'first');
    await addSynced(log, 'second');
    const [path = ''] = disk.paths(FOLDER);

    disk.flip(path, first * 8);

    await expect(openLog(disk)).rejects.toThrow(StoreCorrupted);
  });

  it('is not cut off before an event that is known to have been synced', async () => {
    const disk = new FaultDisk();
    const { log } = await openLog(disk, undefined, 1_000_000);
    await addSynced(log, 'first');
    const [last = 0] = await addSynced(log, 'last');
    const known = { logId: log.logId, offset: last };
    const [path = ''] = disk.paths(FOLDER);
    const size = disk.sizeOf(path);

    for (let cut = 0; cut < size; cut += 1) {
      const shortened = disk.copy();
      shortened.cut(path, cut);
      await expect(openLog(shortened, known)).rejects.toThrow(StoreCorrupted);
    }
    await expect(openLog(new FaultDisk(), known)).rejects.toThrow(StoreCorrupted);
    // What is known of another log says nothing of this one.
    const other = { logId: 'f'.repeat(32), offset: last };
    expect((await openLog(disk.copy(), other)).payloads).toContain('first');
  });
});

describe('a log of which one bit has turned over', () => {
  it('never shows anything but what was written', async () => {
    const disk = new FaultDisk();
    const { log } = await openLog(disk, undefined, 120);
    for (const append of APPENDS.slice(0, 6)) await addSynced(log, ...append);
    const known = { logId: log.logId, offset: log.head };
    const lastGroup = APPENDS[5] ?? [];
    const texts = APPENDS.slice(0, 6).flat();
    const withoutLastGroup = texts.slice(0, -lastGroup.length);
    const paths = disk.paths(FOLDER);
    expect(paths.length).toBeGreaterThan(2);

    for (const path of paths) {
      for (let bit = 0; bit < disk.sizeOf(path) * 8; bit += 1) {
        const flipped = disk.copy();
        flipped.flip(path, bit);
        expect([path, bit, await outcomeOf(flipped, known)]).toEqual([path, bit, 'StoreCorrupted']);
        // Without anything known, damage to the very last group looks like a torn write.
        const outcome = await outcomeOf(flipped);
        if (outcome !== 'StoreCorrupted') expect(outcome).toEqual(withoutLastGroup);
      }
    }
  }, 120_000);

  async function outcomeOf(disk: FaultDisk, known?: Parameters<typeof openLog>[1]) {
    try {
      const { log } = await openLog(disk.copy(), known);
      return await readLog(log);
    } catch (error) {
      if (error instanceof StoreCorrupted) return error.name;
      throw error;
    }
  }
});

describe('a log of which files are missing or foreign', () => {
  async function writtenLog() {
    const disk = new FaultDisk();
    const { log } = await openLog(disk, undefined, 200);
    for (const append of APPENDS) await addSynced(log, ...append);
    return { disk, paths: disk.paths(FOLDER) };
  }

  it('is refused without its first file, or without one in the middle', async () => {
    const { disk, paths } = await writtenLog();
    for (const path of paths.slice(0, -1)) {
      const left = disk.copy();
      await left.remove(path);
      await expect(openLog(left)).rejects.toThrow(StoreCorrupted);
    }
  });

  it('is refused when a file before the last one is shorter', async () => {
    const { disk, paths } = await writtenLog();
    const left = disk.copy();
    left.cut(paths[1] ?? '', disk.sizeOf(paths[1] ?? '') - 1);
    await expect(openLog(left)).rejects.toThrow(StoreCorrupted);
  });

  it('is refused with a file of another log', async () => {
    const [one, two] = [await writtenLog(), await writtenLog()];
    const path = one.paths[1] ?? '';
    const foreign = await (await two.disk.open(path)).read(0, two.disk.sizeOf(path));
    one.disk.cut(path, 0);
    await (await one.disk.open(path)).write(0, foreign);

    await expect(openLog(one.disk)).rejects.toThrow(`${path}: this is no segment of log`);
  });

  it('opens without a last file that was created and never written', async () => {
    const { disk } = await writtenLog();
    const { log, payloads } = await openLog(disk.copy());
    const torn = disk.copy();
    await torn.open(`${FOLDER}/${String(log.durableEnd).padStart(16, '0')}.log`);

    const reopened = await openLog(torn);

    expect(reopened.payloads).toEqual(payloads);
    expect(torn.paths(FOLDER)).toEqual(disk.paths(FOLDER));
  });
});

function sizeOf(disk: FaultDisk): number {
  return disk.paths(FOLDER).reduce((sum, path) => sum + disk.sizeOf(path), 0);
}
