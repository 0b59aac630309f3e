import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, runNode } from './program';

jest.setTimeout(120_000);

interface Message {
  readonly rule: string | null;
  readonly line: number;
  readonly message: string;
}

/** A text, and the one rule that must report it; `null` where no rule may. */
type Case = readonly [name: string, text: string, rule: string | null];

/** What a replay could not repeat. */
const HIDDEN_INPUT: readonly Case[] = [
  ['the time, by Date.now', 'export const at = Date.now();', 'no-restricted-properties'],
  ['Date.now under another name', 'export const { now } = Date;', 'no-restricted-properties'],
  ['the time, by new Date()', 'export const date = new Date();', 'no-restricted-syntax'],
  ['the time, by Date()', 'export const text = Date();', 'no-restricted-syntax'],
  ['chance', 'export const chance = Math.random();', 'no-restricted-properties'],
  ['a timer', 'setTimeout(() => undefined, 1);', 'no-restricted-globals'],
];

const IMPURE: readonly Case[] = [
  ...HIDDEN_INPUT,
  ['an interval', 'setInterval(() => undefined, 1);', 'no-restricted-globals'],
  ['a turn of the event loop', 'setImmediate(() => undefined);', 'no-restricted-globals'],
  ['a microtask', 'queueMicrotask(() => undefined);', 'no-restricted-globals'],
  ['a random id', 'export const id = crypto.randomUUID();', 'no-restricted-globals'],
  ['a clock of the machine', 'export const since = performance.now();', 'no-restricted-globals'],
  ['the environment', 'export const env = process.env;', 'no-restricted-globals'],
  ['the network', "export const got = fetch('http://localhost');", 'no-restricted-globals'],
  ['a way around', 'export const all = globalThis;', 'no-restricted-globals'],
  [
    'a random id of Node',
    "import { randomUUID } from 'node:crypto';\nexport const uuid = randomUUID();",
    'no-restricted-imports',
  ],
  [
    'a type of Node',
    "import type { Server } from 'node:net';\nexport type S = Server;",
    'no-restricted-imports',
  ],
  [
    'the framework',
    "import { Module } from '@nestjs/common';\nexport { Module };",
    'no-restricted-imports',
  ],
  ['an async function', 'export async function later() {}', 'no-restricted-syntax'],
  ['an async arrow', 'export const soon = async () => undefined;', 'no-restricted-syntax'],
  ['await', 'await Promise.resolve();', 'no-restricted-syntax'],
  ['a late import', "export const late = import('@gifting/kernel');", 'no-restricted-syntax'],
];

const PURE: readonly Case[] = [
  ['a time that was handed in', 'export const dateOf = (ms: number) => new Date(ms);', null],
  ['reading a time', 'export const msOf = (time: string) => Date.parse(time);', null],
  ['arithmetic', 'export const most = Math.max(1, 2);', null],
];

const ANYWHERE: readonly Case[] = [
  [
    'a promise that nobody waits for',
    'Promise.resolve(1);',
    '@typescript-eslint/no-floating-promises',
  ],
  ['any', 'export const kindOf = (x: any) => `${typeof x}`;', '@typescript-eslint/no-explicit-any'],
  [
    'a promise that something is there',
    'export const lengthOf = (x?: string) => x!.length;',
    '@typescript-eslint/no-non-null-assertion',
  ],
  [
    'a forgotten case',
    "export function choose(x: 'a' | 'b') {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n  return 2;\n}",
    '@typescript-eslint/switch-exhaustiveness-check',
  ],
  [
    'a type that is imported as a value',
    "import { ServiceName } from '@gifting/contracts';\nexport type S = ServiceName;",
    '@typescript-eslint/consistent-type-imports',
  ],
  ['what is not used', 'const unused = 1;', '@typescript-eslint/no-unused-vars'],
  ['a suppressed error', '// @ts-ignore', '@typescript-eslint/ban-ts-comment'],
  ['what is not used on purpose', 'export const one = (_x: number) => 1;', null],
  // The last one, for it counts the whole text.
  ['more than 400 lines', '// a line\n'.repeat(400), 'max-lines'],
];

/** A real file, for rules that need types lint only what a project contains. */
function fileIn(folder: string): string {
  if (folder.endsWith('.ts')) return join(ROOT, folder);
  const name = readdirSync(join(ROOT, folder)).find(
    (entry) => entry.endsWith('.ts') && !/[.](spec|contract)[.]ts$/.test(entry),
  );
  if (name === undefined) throw new Error(`no file in ${folder}`);
  return join(ROOT, folder, name);
}

const FOLDERS: readonly (readonly [folder: string, cases: readonly Case[]])[] = [
  ['apps/wallet/src/domain', [...IMPURE, ...PURE]],
  ['libs/kernel/src', [...IMPURE, ...PURE]],
  ['libs/economy/src', [...IMPURE, ...PURE]],
  ['apps/wallet/src/api', [...HIDDEN_INPUT, ...PURE]],
  ['apps/wallet/src/projections', [...HIDDEN_INPUT, ...PURE]],
  ['apps/wallet/src/incoming.ts', [...HIDDEN_INPUT, ...PURE]],
  ['libs/service/src', ANYWHERE],
];

/** All texts of a folder stand in one file, for a rule that needs types is slow to begin. */
async function lintAll(): Promise<readonly (readonly Message[])[]> {
  const input = FOLDERS.map(([folder, cases]) => ({
    file: fileIn(folder),
    text: cases.map(([, text]) => text).join('\n'),
  }));
  const { status, stdout, stderr } = await runNode(['test/arch/lint-texts.mjs'], {
    input: JSON.stringify(input),
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout) as readonly (readonly Message[])[];
}

/** The rules that report something in the lines of one case. */
function rulesAt(messages: readonly Message[], cases: readonly Case[], index: number) {
  const linesOf = ([, text]: Case): number => text.split('\n').length;
  const start = 1 + cases.slice(0, index).reduce((sum, each) => sum + linesOf(each), 0);
  const end = start + cases.slice(index, index + 1).reduce((sum, each) => sum + linesOf(each), 0);
  return messages.filter(({ line }) => line >= start && line < end).map(({ rule }) => rule);
}

describe('lint', () => {
  let reported: readonly (readonly Message[])[];
  beforeAll(async () => {
    reported = await lintAll();
  });

  describe.each(FOLDERS.map(([folder, cases], place) => [folder, cases, place] as const))(
    'in %s',
    (_folder, cases, place) => {
      it.each(cases.map(([name, , rule], index) => [name, rule, index] as const))(
        'says of %s: %s',
        (_name, rule, index) => {
          expect(rulesAt(reported[place] ?? [], cases, index)).toEqual(rule === null ? [] : [rule]);
        },
      );
    },
  );
});
