import { FaultDisk, NOTHING_SURVIVES } from '@gifting/testing';
import { StoreCorrupted, StoreFailed, UnknownOutcome } from '../event-store.port';
import { add, addSynced, FOLDER, openLog, readLog, textOf } from './log-under-test.contract';

describe('the segment log', () => {
  it('is empty at first, and its first event lies behind position 0', async () => {
    const { log, payloads } = await openLog(new FaultDisk());

    expect(payloads).toEqual([]);
    expect([log.head, log.durableEnd]).toEqual([0, 0]);
    expect(await readLog(log)).toEqual([]);
    const [first = 0] = await addSynced(log, 'a');
    expect(first).toBeGreaterThan(0);
    expect(log.head).toBe(first);
  });

  it('keeps offsets and events over segments, and when it is opened again', async () => {
    const disk = new FaultDisk();
    const { log } = await openLog(disk);
    const texts = Array.from({ length: 100 }, (_, index) => `event ${index}`);
    const offsets: number[] = [];
    for (const text of texts) offsets.push(...(await addSynced(log, text)));

    const { log: reopened, payloads } = await openLog(disk.copy());

    expect(disk.paths(FOLDER).length).toBeGreaterThan(3);
    expect(await readLog(log)).toEqual(texts);
    expect(payloads).toEqual(texts);
    expect(await readLog(reopened)).toEqual(texts);
    expect((await reopened.reader.read(offsets)).map(textOf)).toEqual(texts);
    expect([reopened.logId, reopened.head]).toEqual([log.logId, offsets.at(-1)]);
    expect(await addSynced(reopened, 'next')).toEqual(await addSynced(log, 'next'));
  });

  it('writes and syncs once for all that came while it wrote', async () => {
    const disk = new FaultDisk();
    const { log } = await openLog(disk, undefined, 1_000_000);
    await addSynced(log, 'opens the segment');
    const kinds: string[] = [];
    disk.onStep = ({ kind }) => void kinds.push(kind);

    const first = addSynced(log, 'alone');
    // The first group is on its way when the disk is asked for the first time.
    await new Promise<void>((resolve) => {
      disk.onStep = ({ kind }) => {
        kinds.push(kind);
        resolve();
        return undefined;
      };
    });
    const others = Array.from({ length: 50 }, (_, index) => addSynced(log, `together ${index}`));
    await Promise.all([first, ...others]);

    expect(kinds).toEqual(['write', 'sync', 'write', 'sync']);
  });

  it('writes once for all that came in one turn of the event loop', async () => {
    const disk = new FaultDisk();
    const { log } = await openLog(disk, undefined, 1_000_000);
    await addSynced(log, 'opens the segment');
    const { steps } = disk;

    await Promise.all(Array.from({ length: 50 }, (_, index) => addSynced(log, `${index}`)));

    expect(disk.steps - steps).toBe(2);
  });

  it('answers only when the events survive a loss of power', async () => {
    const disk = new FaultDisk();
    const { log } = await openLog(disk);
    const kept: string[] = [];
    for (let index = 0; index < 30; index += 1) {
      await addSynced(log, `event ${index}`, `and ${index}`);
      kept.push(`event ${index}`, `and ${index}`);
      const { payloads } = await openLog(disk.afterPowerLoss(NOTHING_SURVIVES));
      expect(payloads).toEqual(kept);
    }
  });

  it('shows nobody what is not synced', async () => {
    const disk = new FaultDisk();
    const { log } = await openLog(disk);
    await addSynced(log, 'synced');
    const end = log.durableEnd;

    const [offset = 0] = add(log, 'not synced yet');

    expect(log.durableEnd).toBe(end);
    expect(await readLog(log)).toEqual(['synced']);
    await expect(log.reader.read([offset])).rejects.toThrow(StoreCorrupted);
  });

  it('finds the beginning of a record behind any offset', async () => {
    const { log } = await openLog(new FaultDisk());
    const offsets: number[] = [];
    for (let index = 0; index < 40; index += 1) offsets.push(...(await addSynced(log, `${index}`)));

    let next = 0;
    for (let offset = 0; offset < log.durableEnd; offset += 1) {
      if (offset === offsets[next]) next += 1;
      const records = await log.reader.records(await log.reader.beginningBehind(offset));
      const [first] = records;
      expect([offset, first?.offset]).toEqual([offset, offsets[next]]);
    }
  });

  describe('after a failed write or sync', () => {
    it.each(['write', 'sync'] as const)('a refused %s is the last thing it does', async (kind) => {
      const disk = new FaultDisk();
      const { log } = await openLog(disk);
      await addSynced(log, 'acknowledged');
      disk.onStep = (step) => (step.kind === kind ? 'refuse' : undefined);

      const inFlight = addSynced(log, 'in flight');
      await expect(inFlight).rejects.toThrow(UnknownOutcome);

      disk.onStep = () => undefined;
      const { steps } = disk;
      expect((await log.failed).message).toMatch('EIO');
      expect(() => log.add(Buffer.from('{"data":{}}'), false)).toThrow(StoreFailed);
      await expect(log.synced('answer')).rejects.toThrow(StoreFailed);
      await log.close();
      expect(disk.steps).toBe(steps);
      expect(await readLog(log)).toEqual(['acknowledged']);
    });

    it('those who wait for the next group are told that nothing was written', async () => {
      const disk = new FaultDisk();
      const { log } = await openLog(disk);
      let queued: Promise<unknown> | undefined;
      disk.onStep = ({ kind }) => {
        if (kind !== 'write') return undefined;
        queued = addSynced(log, 'queued');
        return 'refuse';
      };

      await expect(addSynced(log, 'in flight')).rejects.toThrow(UnknownOutcome);
      await expect(queued).rejects.toThrow(StoreFailed);
    });

    it('what a failed sync left in the memory of the machine is saved when it is opened', async () => {
      const disk = new FaultDisk();
      const { log } = await openLog(disk);
      await addSynced(log, 'acknowledged');
      disk.onStep = ({ kind }) => (kind === 'sync' ? 'refuse' : undefined);
      await expect(addSynced(log, 'unknown')).rejects.toThrow(UnknownOutcome);
      disk.onStep = () => undefined;

      // The process starts again without a loss of power, and goes on.
      const { log: reopened, payloads } = await openLog(disk);
      expect(payloads).toEqual(['acknowledged', 'unknown']);
      await addSynced(reopened, 'more');

      const afterwards = await openLog(disk.afterPowerLoss(NOTHING_SURVIVES));
      expect(afterwards.payloads).toEqual(['acknowledged', 'unknown', 'more']);
    });
  });
});
