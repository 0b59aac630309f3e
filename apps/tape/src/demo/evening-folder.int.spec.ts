import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EveningFolder } from './evening-folder';

describe('the folder of an evening', () => {
  let parent: string;
  let path: string;
  let folder: EveningFolder;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'gifting-evening-'));
    path = join(parent, 'data', 'demo');
    folder = new EveningFolder(path);
  });
  afterEach(() => rm(parent, { recursive: true }));

  const store = (): Promise<void> => writeFile(join(path, 'store'), 'events');

  it('is made where there is none', async () => {
    expect(await folder.open(false)).toBe(true);
    expect(await readdir(path)).toEqual(['demo']);
  });

  it('is found again by a later run, which goes on in it', async () => {
    await folder.open(false);
    await store();
    expect(await new EveningFolder(path).open(false)).toBe(false);
    expect(existsSync(join(path, 'store'))).toBe(true);
  });

  it('is empty again for the next evening', async () => {
    await folder.open(false);
    await store();
    await folder.close();
    expect(await folder.open(false)).toBe(true);
    expect(await readdir(path)).toEqual(['demo']);
    await store();
    expect(await folder.open(false)).toBe(false);
  });

  it('is kept where that is asked for', async () => {
    await folder.open(false);
    await store();
    await folder.close();
    expect(await folder.open(true)).toBe(false);
    expect(existsSync(join(path, 'store'))).toBe(true);
  });

  it('is never emptied where somebody else made it', async () => {
    folder = new EveningFolder(parent);
    await writeFile(join(parent, 'store'), 'events');
    expect(await folder.open(false)).toBe(false);
    await folder.close();
    expect(await folder.open(false)).toBe(false);
    expect(await readdir(parent)).toEqual(['store']);
    expect(await folder.isOnlyFor('a1b2c3')).toBe(false);
  });

  it('remembers whether more than one tape was played in it', async () => {
    await folder.open(false);
    expect(await folder.isOnlyFor('a1b2c3')).toBe(true);
    expect(await folder.isOnlyFor('a1b2c3')).toBe(true);
    await folder.close();
    expect(await folder.isOnlyFor('a1b2c3')).toBe(true);
    expect(await folder.isOnlyFor('d4e5f6')).toBe(false);
    expect(await folder.isOnlyFor('a1b2c3')).toBe(false);
  });
});
