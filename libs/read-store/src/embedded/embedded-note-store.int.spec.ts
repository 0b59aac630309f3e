import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { openEmbeddedNoteStore } from '../adapters';
import { describeNoteStore } from '../note-store.contract';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'note-store-'));
});
afterEach(() => rm(dir, { recursive: true }));

describeNoteStore('embedded', async () => {
  let store = await openEmbeddedNoteStore({ dir });
  return {
    store,
    reopen: async () => {
      await store.close();
      store = await openEmbeddedNoteStore({ dir });
      return store;
    },
    close: () => store.close(),
  };
});

describe('the embedded note store on disk', () => {
  afterEach(() => jest.restoreAllMocks());

  const newText = () => randomBytes(24).toString('hex');
  async function liesOnDisk(text: string): Promise<boolean> {
    const files = await Promise.all(
      (await readdir(dir)).map((file) => readFile(join(dir, file), 'latin1')),
    );
    return files.some((bytes) => bytes.includes(text));
  }

  it('leaves no byte of a text that was erased soon', async () => {
    const store = await openEmbeddedNoteStore({ dir });
    const text = newText();
    await store.put('young', text);
    expect(await liesOnDisk(text)).toBe(true);
    await store.erase('young');
    expect(await liesOnDisk(text)).toBe(false);
    await store.close();
  });

  it('leaves no byte of texts that were erased long after, together', async () => {
    const store = await openEmbeddedNoteStore({ dir });
    const [old, replaced, neighbour] = [newText(), newText(), newText()];
    await store.put('old', old);
    await store.put('replaced', replaced);
    await store.erase('anything, which moves what is in memory into files');
    await store.put('replaced', 'newer');
    await store.put('neighbour', neighbour);
    for (const text of [old, replaced, neighbour]) expect(await liesOnDisk(text)).toBe(true);

    await Promise.all(['old', 'replaced'].map((id) => store.erase(id)));
    for (const text of [old, replaced]) expect(await liesOnDisk(text)).toBe(false);
    expect(await store.get(['old', 'replaced', 'neighbour'])).toEqual([
      undefined,
      undefined,
      neighbour,
    ]);
    await store.close();
  });

  it('syncs, and lets concurrent writes share a sync', async () => {
    const store = await openEmbeddedNoteStore({ dir });
    const batch = jest.spyOn(ClassicLevel.prototype, 'batch');
    await Promise.all(Array.from({ length: 50 }, (_, n) => store.put(`n${n}`, 'text')));
    expect(batch.mock.calls.map(([writes]: unknown[]) => (writes as unknown[]).length)).toEqual([
      1, 49,
    ]);
    for (const [, options] of batch.mock.calls as unknown[][])
      expect(options).toEqual({ sync: true });
    await store.close();
  });

  it('rejects every write of a batch that failed, and goes on', async () => {
    const store = await openEmbeddedNoteStore({ dir });
    jest
      .spyOn(ClassicLevel.prototype, 'batch')
      .mockImplementationOnce(() => Promise.reject(new Error('no space left')) as never);
    const failed = store.put('a', 'text');
    const next = store.put('b', 'text');
    await expect(failed).rejects.toThrow('no space left');
    await next;
    expect(await store.get(['a', 'b'])).toEqual([undefined, 'text']);
    await store.close();
  });
});
