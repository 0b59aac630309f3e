import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import fc from 'fast-check';
import { NO_STREAM, StoreCorrupted } from '../event-store.port';
import { headKey, linkKey, LINKS, runKey, sealEntry, TAIL_KEY } from './index-entry';
import { LogIndex } from './log-index';

const LOG_ID = '0123456789abcdef0123456789abcdef';

describe('the index of the log', () => {
  let folder: string;
  let index: LogIndex;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-index-'));
    index = await LogIndex.open(folder);
  });
  afterEach(async () => {
    await index.close();
    await rm(folder, { recursive: true });
  });

  async function reopen(): Promise<void> {
    await index.close();
    index = await LogIndex.open(folder);
  }

  /** Changes what is written, as a failing disk would. */
  async function tamper(change: (db: ClassicLevel) => Promise<void>): Promise<void> {
    await index.close();
    const db = new ClassicLevel(folder);
    await change(db);
    await db.close();
    index = await LogIndex.open(folder);
  }

  it('knows nothing at first', async () => {
    expect(index.known).toBeUndefined();
    expect(index.lastRevision('a')).toBe(NO_STREAM);
  });

  it('answers the same from memory, from the database and from both', async () => {
    const steps = fc.array(
      fc.oneof(
        { weight: 20, arbitrary: fc.record({ add: fc.constantFrom('a', 'b', 'a-1', 'aa') }) },
        { weight: 2, arbitrary: fc.record({ flush: fc.nat({ max: 10 }) }) },
        { weight: 1, arbitrary: fc.constant('reopen' as const) },
      ),
      { maxLength: 80 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        await index.clear();
        const model = new Map<string, number[]>();
        let offset = 0;
        let syncedTo = 0;
        for (const step of sequence) {
          if (step === 'reopen') {
            syncedTo = offset + 1;
            await index.flush(LOG_ID, syncedTo);
            await reopen();
          } else if ('flush' in step) {
            // Some of the newest events are not synced yet.
            syncedTo = Math.max(syncedTo, offset + 1 - step.flush);
            await index.flush(LOG_ID, syncedTo);
          } else {
            const offsets = model.get(step.add) ?? [];
            offset += 7;
            index.add(step.add, offsets.length, offset);
            model.set(step.add, [...offsets, offset]);
          }
          for (const [stream, offsets] of model) {
            const last = offsets.length - 1;
            expect(index.lastRevision(stream)).toBe(last);
            expect(index.lastRevision(stream, syncedTo)).toBe(
              offsets.findLastIndex((place) => place < syncedTo),
            );
            for (const from of new Set([0, Math.floor(last / 2), last])) {
              for (const to of new Set([from, Math.floor((from + last) / 2), last])) {
                const expected = offsets.slice(from, to + 1);
                expect(await index.offsets(stream, from, to)).toEqual(expected);
              }
            }
          }
        }
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('writes only what is synced, and knows up to where that is', async () => {
    index.add('a', 0, 100);
    await index.flush(LOG_ID, 200);
    index.add('a', 1, 200);
    await index.flush(LOG_ID, 200);
    expect(index.lastRevision('a')).toBe(1);

    await reopen();

    expect(index.known).toEqual({ logId: LOG_ID, offset: 100 });
    expect(index.lastRevision('a')).toBe(0);
  });

  it('is behind when far more has come than was written', async () => {
    for (let number = 0; number < 70_000; number += 1) index.add('a', number, number + 1);
    expect(index.isBehind).toBe(true);
    await index.flush(LOG_ID, 80_000);
    expect(index.isBehind).toBe(false);
    expect(index.lastRevision('a')).toBe(69_999);
  });

  it('writes behind by itself when enough has come together', async () => {
    const count = 5_000;
    for (let number = 0; number < count; number += 1) {
      index.add(`s-${number % 100}`, Math.floor(number / 100), number + 1);
      index.writeBehind(LOG_ID, number + 1);
    }
    await index.close();
    index = await LogIndex.open(folder);

    expect(index.known?.offset).toBeGreaterThan(1_000);
    expect(index.known?.offset).toBeLessThan(count);
  });

  describe('is begun anew', () => {
    beforeEach(async () => {
      for (let batch = 0; batch < 5; batch += 1) {
        index.add('a', batch, batch + 1);
        await index.flush(LOG_ID, batch + 2);
      }
    });

    it('not without need', async () => {
      await reopen();
      expect(index.known).toEqual({ logId: LOG_ID, offset: 5 });
      expect(await index.offsets('a', 0, 4)).toEqual([1, 2, 3, 4, 5]);
    });

    it.each([1, 3, 5])('when batch %i was lost while later ones were kept', async (batch) => {
      await tamper((db) => db.del(linkKey(batch)));
      expect(index.known).toBeUndefined();
      expect(index.lastRevision('a')).toBe(NO_STREAM);
    });

    it('when a lost batch has left the number of a much earlier one', async () => {
      const stale = String(3 - LINKS);
      await tamper((db) => db.put(linkKey(3), sealEntry(linkKey(3), stale)));
      expect(index.known).toBeUndefined();
    });

    it('when its tail is damaged', async () => {
      await tamper((db) => db.put(TAIL_KEY, `1234 ${LOG_ID} 4 5`));
      expect(index.known).toBeUndefined();
    });
  });

  describe('finds a damaged entry when it is read', () => {
    beforeEach(async () => {
      for (let batch = 0; batch < 3; batch += 1) {
        index.add('a', 2 * batch, 20 * batch + 10);
        index.add('a', 2 * batch + 1, 20 * batch + 20);
        await index.flush(LOG_ID, 20 * batch + 21);
      }
    });

    async function expectDamaged(read: () => unknown): Promise<void> {
      const failures: Error[] = [];
      index.onFailure = (error) => failures.push(error);
      await expect((async () => read())()).rejects.toThrow(StoreCorrupted);
      expect(failures).toHaveLength(1);
      // The next one to open it finds nothing that it could believe.
      await reopen();
      expect(index.known).toBeUndefined();
    }

    it('the revision of a stream', async () => {
      await tamper((db) => db.put(headKey('a'), sealEntry(headKey('a'), '4').replace(/4$/, '5')));
      await expectDamaged(() => index.lastRevision('a'));
    });

    it('the first run of a stream', async () => {
      await tamper((db) => db.put(runKey('a', 0), sealEntry(runKey('b', 0), '10 20')));
      await expectDamaged(() => index.lastRevision('a'));
    });

    it('a later run of a stream', async () => {
      await tamper((db) => db.put(runKey('a', 2), '0 30 40'));
      await expectDamaged(() => index.offsets('a', 0, 5));
    });

    it('a run that is missing', async () => {
      await tamper((db) => db.del(runKey('a', 2)));
      expect(await index.offsets('a', 4, 5)).toEqual([50, 60]);
      await expectDamaged(() => index.offsets('a', 0, 5));
    });
  });
});
