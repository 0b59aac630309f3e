import { join } from 'node:path';
import { START } from '@gifting/kernel';
import { seededRandom, TypescriptProcess } from '@gifting/testing';
import { appended, numbered } from '../contract/events.contract';
import { NO_STREAM, type StoredEvent } from '../event-store.port';
import { StoreFolders } from './store-in-folder.contract';
import { StoreLocked } from './store-lock';

const PATIENCE_MS = 120_000;
const WRITERS = 32;

const startWriter = (dir: string, name: string): TypescriptProcess =>
  new TypescriptProcess(join(__dirname, 'writer-process.contract.ts'), [dir, name, `${WRITERS}`]);

describe('the folder of a store', () => {
  const folders = new StoreFolders();
  afterEach(() => folders.clear());

  it('is refused to a second store of the same process', async () => {
    const dir = await folders.create();
    const store = await folders.open({ dir });

    await expect(folders.open({ dir })).rejects.toThrow(StoreLocked);

    await appended(store, numbered('a-1', NO_STREAM, [1]));
    await store.close();
    const reopened = await folders.open({ dir });
    expect(await reopened.readStream('a-1')).toHaveLength(1);
  });

  it(
    'is refused to a second process with one line that names the first',
    async () => {
      const dir = await folders.create();
      const store = await folders.open({ dir });

      const second = startWriter(dir, 'second');

      expect(await second.ended).toBe(1);
      const started = /started at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
      expect(second.errors.split('\n')).toEqual([expect.stringMatching(started), '']);
      expect(second.errors).toContain(`${dir}/lock is held by process ${process.pid}, `);
      await appended(store, numbered('a-1', NO_STREAM, [1]));
      await store.close();
    },
    PATIENCE_MS,
  );

  it(
    'is free again when its process was killed, and names the one that has it now',
    async () => {
      const dir = await folders.create();
      const first = startWriter(dir, 'first');
      for await (const line of first.lines()) if (line === 'open') break;
      await expect(folders.open({ dir })).rejects.toThrow(`held by process ${first.pid}, `);

      await first.kill();

      await folders.open({ dir });
      await expect(folders.open({ dir })).rejects.toThrow(`held by process ${process.pid}, `);
    },
    PATIENCE_MS,
  );

  it(
    'has every acknowledged event, and appends only as a whole, however often its process is killed',
    async () => {
      const dir = await folders.create();
      const seed = Math.floor(Math.random() * 2 ** 32);
      const random = seededRandom(seed);
      const acknowledged: string[] = [];
      for (const round of [1, 2, 3, 4, 5]) {
        const writer = startWriter(dir, `round${round}`);
        const wanted = acknowledged.length + 200 + Math.floor(random() * 2_000);
        for await (const line of writer.lines()) {
          if (line !== 'open') acknowledged.push(line);
          // The lines that are on their way when it dies count too.
          if (acknowledged.length === wanted) void writer.kill();
        }
        expect([seed, await writer.ended, writer.errors]).toEqual([seed, 'SIGKILL', '']);
      }

      const store = await folders.open({ dir });
      const events: StoredEvent[] = [];
      for (let from = START; ;) {
        const page = await store.readAll({ from });
        events.push(...page.events);
        from = page.scannedTo;
        if (page.events.length === 0) break;
      }
      const stored = new Set(
        events.map(({ stream, revision, position }) => `${stream} ${revision} ${position}`),
      );
      expect([seed, acknowledged.filter((line) => !stored.has(line))]).toEqual([seed, []]);
      expect(stored.size).toBe(events.length);
      const lengths = new Map<string, number>();
      for (const { stream, revision } of events) {
        expect([seed, revision]).toEqual([seed, lengths.get(stream) ?? 0]);
        lengths.set(stream, revision + 1);
      }
      // The first append of every stream has two events.
      expect([seed, [...lengths].filter(([, length]) => length < 2)]).toEqual([seed, []]);
    },
    PATIENCE_MS,
  );
});
