import type { Position } from '@gifting/kernel';
import { ProjectionRows } from './projection-rows';

const at = (position: number) => String(position) as Position;
const put = (key: string, n: number) => ({ key, row: { n }, entries: [] });

describe('rows of a projection', () => {
  it('hand over a row that changed a thousand times once, as it is now', () => {
    const rows = new ProjectionRows();
    for (let n = 1; n <= 1_000; n++) rows.apply({ next: at(n), writes: [put('hot', n)] });
    expect(rows.takeUnsaved()).toEqual({
      checkpoint: '1000',
      rows: new Map([['hot', { entries: [], row: { n: 1_000 } }]]),
    });
  });

  it('hand over nothing twice', () => {
    const rows = new ProjectionRows();
    expect(rows.takeUnsaved()).toBeUndefined();
    rows.apply({ next: at(1), writes: [] });
    expect(rows.takeUnsaved()).toEqual({ checkpoint: '1', rows: new Map() });
    expect(rows.takeUnsaved()).toBeUndefined();
  });

  it('take back what could not be saved, under what is newer', () => {
    const rows = new ProjectionRows();
    rows.apply({ next: at(1), writes: [put('a', 1), put('b', 1), put('c', 1)] });
    const failed = rows.takeUnsaved();
    rows.apply({ next: at(2), writes: [put('a', 2), { key: 'b', row: null, entries: [] }] });
    if (failed) rows.returnUnsaved(failed);
    expect(rows.takeUnsaved()).toEqual({
      checkpoint: '2',
      rows: new Map([
        ['a', { entries: [], row: { n: 2 } }],
        ['b', undefined],
        ['c', { entries: [], row: { n: 1 } }],
      ]),
    });
  });

  it('take back a checkpoint that moved alone', () => {
    const rows = new ProjectionRows();
    rows.apply({ next: at(1), writes: [] });
    const failed = rows.takeUnsaved();
    if (failed) rows.returnUnsaved(failed);
    expect(rows.takeUnsaved()).toEqual({ checkpoint: '1', rows: new Map() });
  });
});
