import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './program';
import {
  brokenLinksIn,
  type Finder,
  findLooseVersions,
  findMachinePaths,
  findPutOffWork,
  findRegistries,
} from './tidy';

const NOT_OURS = new Set(['node_modules', 'dist', 'data', 'coverage', '.git']);
const BINARY = /\.(png|jpg|ico|gz|woff2)$/;

function* filesBelow(folder: string): Iterable<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (NOT_OURS.has(entry.name) || BINARY.test(entry.name)) continue;
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

const findBrokenLinks = brokenLinksIn(ROOT);
const word = (...parts: readonly string[]): string => parts.join('');

/** Each finder with a text that it must find fault with, and one that it must not. */
const FINDERS: readonly (readonly [
  name: string,
  find: Finder,
  path: string,
  bad: string,
  good: string,
])[] = [
  ['put-off work', findPutOffWork, 'a.ts', word('// TO', 'DO later'), '// todos are a list'],
  ['put-off repairs', findPutOffWork, 'a.ts', word('// FIX', 'ME'), '// prefixes'],
  ['paths of a machine', findMachinePaths, 'a.md', word("cd '/ho", "me/ana'"), './home/ana'],
  ['temporary paths', findMachinePaths, 'a.ts', word('"/tm', 'p/x"'), 'join(tmpdir(), "x")'],
  [
    'a registry',
    findRegistries,
    'a.md',
    word('https://regi', 'stry.example.org/x'),
    'https://example.org/registry',
  ],
  [
    'a place in the lockfile',
    findRegistries,
    'package-lock.json',
    '"resolved": "https://example.org/x.tgz"',
    '"integrity": "sha512-x", "resolved": "bench", "link": true',
  ],
  [
    'a caret',
    findLooseVersions,
    'package.json',
    '{"dependencies":{"x":"^1.0.0"}}',
    '{"dependencies":{"x":"1.0.0"},"engines":{"node":">=20"}}',
  ],
  [
    'a tilde',
    findLooseVersions,
    'bench/package.json',
    '{"devDependencies":{"x":"~1.0.0"}}',
    '{"devDependencies":{"x":"1.0.0-beta.1"}}',
  ],
  [
    'a link to nothing',
    findBrokenLinks,
    'docs/a.md',
    'see [this](gone.md#part)',
    'see [this](../package.json), [that](https://example.org) and [below](#part)',
  ],
  [
    'a reference to nothing',
    findBrokenLinks,
    'a.md',
    '[x]: ./gone.md',
    '[x]: ./package.json\n\n```\n[not](a-link.md)\n```',
  ],
];

describe.each(FINDERS)('%s', (_name, find, path, bad, good) => {
  it('is found where it is planted', () => {
    expect(find(path, bad)).toHaveLength(1);
  });

  it('is not found where there is none', () => {
    expect(find(path, good)).toEqual([]);
  });
});

describe('no file of the repository', () => {
  const files = [...filesBelow(ROOT)].map((path) => relative(ROOT, path));
  const texts = new Map(files.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
  const finders = [...new Set(FINDERS.map(([, find]) => find))];

  it('is left out', () => {
    expect(files).toEqual(expect.arrayContaining(['package.json', 'test/arch/tidy.ts']));
  });

  it.each([
    ['puts off work', findPutOffWork],
    ['names a folder of one machine', findMachinePaths],
    ['names a registry', findRegistries],
    ['has a version that may float', findLooseVersions],
    ['links to a file that is not there', findBrokenLinks],
  ])('%s', (_name, find) => {
    expect(finders).toContain(find);
    const faults = [...texts].flatMap(([path, text]) =>
      find(path, text).map((fault) => `${path}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });
});
