import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { findPrograms } from './postgres-server.mjs';

describe('the programs of PostgreSQL', () => {
  let folder;
  const install = (...place) => {
    const bin = join(folder, ...place);
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'initdb'), '', { mode: 0o755 });
    return bin;
  };

  before(() => (folder = mkdtempSync(join(tmpdir(), 'gifting-bench-test-'))));
  after(() => rmSync(folder, { recursive: true }));

  it('are named with a way to get them where there are none', () => {
    assert.throws(() => findPrograms(join(folder, 'none'), [folder]), /apt-get install postgresql/);
  });

  it('are those of the newest version, else those on the PATH', () => {
    const onPath = install('path');
    assert.equal(findPrograms(join(folder, 'none'), [folder, onPath]), onPath);
    install('packaged', '9', 'bin');
    const newest = install('packaged', '15', 'bin');
    assert.equal(findPrograms(join(folder, 'packaged'), [onPath]), newest);
  });
});
