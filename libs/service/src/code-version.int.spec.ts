import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeVersion, hashOfCode } from './code-version';

describe('the version of the code', () => {
  it('is the same as long as the program is', () => {
    expect(codeVersion()).toMatch(/^[0-9a-f]{64}$/);
    expect(codeVersion()).toBe(codeVersion());
  });

  it('changes with each file, with its name and with the files that there are', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'code-'));
    const [a, b, c] = ['a.js', 'b.js', 'c.js'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    for (const file of [a, b, c]) await writeFile(file, '1;');
    const before = hashOfCode([a, b]);
    expect(hashOfCode([b, a])).toBe(before);
    expect(hashOfCode([a, c])).not.toBe(before);
    expect(hashOfCode([a])).not.toBe(before);

    await writeFile(b, '2;');

    expect(hashOfCode([a, b])).not.toBe(before);
    await rm(folder, { recursive: true });
  });
});
