import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject, Position } from '@gifting/kernel';
import { ProjectionDatabase } from './projection-database';
import { ProjectionRows } from './projection-rows';

const at = (position: number) => String(position) as Position;

/** 1,000 rows, so that saving them takes several turns of the event loop. */
const writesOf = (row: JsonObject) =>
  Array.from({ length: 1_000 }, (_, n) => ({ key: `k${n}`, row, entries: [] }));

describe('the projection database', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'projection-database-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  const open = () =>
    ProjectionDatabase.open(dir, (warning) => {
      throw new Error(warning);
    });

  async function load(projection: string) {
    const { database, projections } = await open();
    await database.close();
    return projections.get(projection);
  }

  function unsaved(rows: ProjectionRows) {
    const changes = rows.takeUnsaved();
    if (changes === undefined) throw new Error('there are changes');
    return changes;
  }

  it('saves the rows as they stood when they were handed over', async () => {
    const { database } = await open();
    const rows = new ProjectionRows();
    rows.apply({ next: at(1), writes: writesOf({ at: 1 }) });

    let isSaved = false;
    const saving = database.save('p', unsaved(rows)).then(() => (isSaved = true));
    let commits = 0;
    for (; !isSaved; commits++) {
      rows.apply({ next: at(2 + commits), writes: writesOf({ at: 2 + commits }) });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await saving;
    await database.close();

    expect(commits).toBeGreaterThan(1);
    const loaded = await load('p');
    expect(loaded?.checkpoint).toBe('1');
    expect(new Set(writesOf({}).map(({ key }) => loaded?.get(key)?.['at']))).toEqual(new Set([1]));
  });

  it('adds a later save to an earlier one', async () => {
    const { database } = await open();
    const rows = new ProjectionRows();
    rows.apply({ next: at(1), writes: writesOf({ at: 1 }) });
    await database.save('p', unsaved(rows));
    rows.apply({
      next: at(2),
      writes: [
        { key: 'k0', row: null, entries: [] },
        { key: 'k1', row: { at: 2 }, entries: [] },
      ],
    });
    await database.save('p', unsaved(rows));
    await database.close();

    const loaded = await load('p');
    expect(loaded?.checkpoint).toBe('2');
    expect(['k0', 'k1', 'k2'].map((key) => loaded?.get(key))).toEqual([
      undefined,
      { at: 2 },
      { at: 1 },
    ]);
  });

  it('removes one projection and no other', async () => {
    const { database } = await open();
    for (const projection of ['p', 'p0', 'q']) {
      const rows = new ProjectionRows();
      rows.apply({ next: at(1), writes: writesOf({ of: projection }) });
      await database.save(projection, unsaved(rows));
    }
    await database.remove('p');
    await database.close();

    expect(await load('p')).toBeUndefined();
    expect((await load('p0'))?.get('k9')).toEqual({ of: 'p0' });
    expect((await load('q'))?.get('k9')).toEqual({ of: 'q' });
  });
});
