import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Position, START } from '@gifting/kernel';
import { ClassicLevel } from 'classic-level';
import * as fc from 'fast-check';
import { openEmbeddedReadStore } from '../adapters';
import { describeReadStore } from '../read-store.contract';
import type { ReadStore } from '../read-store.port';

// Guards against hanging only; a busy disk may be slow.
jest.setTimeout(60_000);

const PROJECTION = 'board.v1';
const ROWS = 500;

const at = (position: number) => String(position) as Position;
const failOnWarning = (message: string) => {
  throw new Error(message);
};

let root: string;
let dir: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'read-store-'));
  dir = join(root, 'store');
});
afterEach(() => rm(root, { recursive: true }));

describeReadStore('embedded', async () => {
  let store = await openEmbeddedReadStore({ dir, onWarning: failOnWarning });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openEmbeddedReadStore({ dir, onWarning: failOnWarning });
      return store;
    },
    close: () => store.close(),
  };
});

/** Sets all rows to the position that the checkpoint moves to. */
async function write(store: ReadStore, from: number, to: number): Promise<void> {
  const writes = Array.from({ length: ROWS }, (_, n) => ({
    key: `k${n}`,
    row: { to },
    entries: [{ index: 'board', order: String(n % 7) }],
  }));
  const commit = { expected: at(from), next: at(to), writes };
  expect(await store.commit(PROJECTION, commit)).toBe(true);
}

/** Opens a folder, asserts that all rows belong to the checkpoint, and closes it again. */
async function inspect(folder: string): Promise<{ checkpoint: Position; warnings: string[] }> {
  const warnings: string[] = [];
  const store = await openEmbeddedReadStore({
    dir: folder,
    onWarning: (line) => warnings.push(line),
  });
  const checkpoint = await store.checkpoint(PROJECTION);
  const rows = await store.range(PROJECTION, { index: 'board', limit: 2 * ROWS });
  expect(rows).toHaveLength(checkpoint === START ? 0 : ROWS);
  expect(rows.every(({ row }) => row['to'] === Number(checkpoint))).toBe(true);
  await store.close();
  return { checkpoint, warnings };
}

describe('the embedded read store on disk', () => {
  it('flushes by itself', async () => {
    const store = await openEmbeddedReadStore({ dir, onWarning: failOnWarning });
    await write(store, 0, 1);
    // What a crash would leave is what lies in the folder now.
    for (let copy = 0, checkpoint = START; checkpoint !== '1'; copy++) {
      await cp(dir, join(root, `copy-${copy}`), { recursive: true });
      ({ checkpoint } = await inspect(join(root, `copy-${copy}`)));
    }
    await store.close();
  });

  it('writes with a later flush what one could not write', async () => {
    const warnings: string[] = [];
    const store = await openEmbeddedReadStore({ dir, onWarning: (line) => warnings.push(line) });
    const full = jest.spyOn(ClassicLevel.prototype, 'batch').mockImplementationOnce(() => {
      throw new Error('no space left');
    });
    await write(store, 0, 1);
    while (warnings.length === 0) await new Promise((resolve) => setImmediate(resolve));
    full.mockRestore();
    expect(warnings).toEqual(['read model board.v1 could not be saved: Error: no space left']);
    await store.close();
    expect(await inspect(dir)).toEqual({ checkpoint: '1', warnings: [] });
  });

  it('refuses a folder that is in use, and leaves it alone', async () => {
    const store = await openEmbeddedReadStore({ dir, onWarning: failOnWarning });
    await write(store, 0, 1);
    await expect(openEmbeddedReadStore({ dir, onWarning: failOnWarning })).rejects.toMatchObject({
      cause: { code: 'LEVEL_LOCKED' },
    });
    await store.close();
    expect(await inspect(dir)).toEqual({ checkpoint: '1', warnings: [] });
  });
});

describe('a damaged database', () => {
  /** Two flushes and a reopening in between, so that there are a table and a log. */
  async function fill(): Promise<void> {
    for (const [from, to] of [
      [0, 1],
      [1, 2],
    ] as const) {
      const store = await openEmbeddedReadStore({ dir, onWarning: failOnWarning });
      await write(store, from, to);
      await store.close();
    }
  }

  async function inLevel(change: (level: ClassicLevel) => Promise<void>): Promise<void> {
    const level = new ClassicLevel(dir);
    await change(level);
    await level.close();
  }

  const row = (key: string) => `row\x1f${PROJECTION}\x1f${key}`;
  const head = `head\x1f${PROJECTION}`;

  const overwrite = (key: string, change: (value: string) => string) => () =>
    inLevel(async (level) => level.put(key, change((await level.get(key)) ?? '')));

  const inFiles = (name: RegExp, change: (path: string) => Promise<void>) => async () => {
    const files = (await readdir(dir)).filter((file) => name.test(file));
    expect(files).not.toEqual([]);
    for (const file of files) await change(join(dir, file));
  };

  it.each<[string, () => Promise<void>]>([
    ['a changed number', overwrite(row('k7'), (value) => value.replace('"to":2', '"to":3'))],
    [
      'a changed place',
      overwrite(row('k7'), (value) => value.replace('"order":"0"', '"order":"1"')),
    ],
    ['an older row', overwrite(row('k7'), (value) => value.replace('"to":2', '"to":1'))],
    ['a row that is no JSON', overwrite(row('k7'), () => '{')],
    ['a row too many', overwrite(row('other'), () => '{"entries":[],"row":{}}')],
    ['a missing row', () => inLevel((level) => level.del(row('k7')))],
    ['another checkpoint', overwrite(head, (value) => value.replace('"2"', '"3"'))],
    ['a head that is no JSON', overwrite(head, () => 'x')],
    ['a missing table', inFiles(/\.ldb$/, (path) => rm(path))],
    ['a missing manifest', inFiles(/^MANIFEST/, (path) => rm(path))],
    ['a file of other bytes', inFiles(/^CURRENT$/, (path) => writeFile(path, 'no such file'))],
  ])('is rebuilt from zero: %s', async (_, damage) => {
    await fill();
    await damage();
    const { checkpoint, warnings } = await inspect(dir);
    expect(checkpoint).toBe(START);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^read models in .* are rebuilt from the events: .+/);

    const store = await openEmbeddedReadStore({ dir, onWarning: failOnWarning });
    await write(store, 0, 5);
    await store.close();
    expect(await inspect(dir)).toEqual({ checkpoint: '5', warnings: [] });
  });

  it('never shows rows that do not belong to their checkpoint, whichever bit flips', async () => {
    await fill();
    const files = (await readdir(dir)).filter((file) => !/^LO(CK|G)/.test(file));
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat({ max: 7 }),
        async (file, where, bit) => {
          const copy = join(root, `flipped-${run++}`);
          await cp(dir, copy, { recursive: true });
          const bytes = await readFile(join(copy, file));
          const offset = Math.floor(where * bytes.length);
          bytes.writeUInt8((bytes[offset] ?? 0) ^ (1 << bit), offset);
          await writeFile(join(copy, file), bytes);
          const { checkpoint } = await inspect(copy);
          expect([START, '1', '2']).toContain(checkpoint);
          await rm(copy, { recursive: true });
        },
      ),
    );
  });

  it('forgets what an interrupted removal left', async () => {
    await fill();
    await inLevel((level) => level.del(head));
    expect(await inspect(dir)).toEqual({ checkpoint: START, warnings: [] });
    const keys: string[] = [];
    await inLevel(async (level) => {
      keys.push(...(await level.keys().all()));
    });
    expect(keys).toEqual([]);
  });
});
