import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DEAD_LETTER,
  feedOf,
  PUBLIC_TOPICS,
  SERVICE_NAMES,
  UPSTREAM_PURCHASES,
} from '@gifting/contracts';
import { copyFromRepository, plantTree, removeTree } from './planted-tree';
import { ROOT, runNode } from './program';

jest.setTimeout(120_000);

type Value =
  string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

interface Document {
  readonly channels: Readonly<
    Record<string, { readonly address: string; readonly messages: object }>
  >;
  readonly operations: Readonly<Record<string, { readonly action: string }>>;
}

const text = readFileSync(join(ROOT, 'docs/asyncapi.json'), 'utf8');

function* referencesIn(value: Value): Iterable<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries<Value>(value as Readonly<Record<string, Value>>)) {
    if (name === '$ref' && typeof member === 'string') yield member;
    else yield* referencesIn(member);
  }
}

const follow = (document: Value, reference: string): Value | undefined =>
  reference
    .slice(2)
    .split('/')
    .reduce<Value | undefined>(
      (value, name) => (value as Readonly<Record<string, Value>> | undefined)?.[name],
      document,
    );

describe('the AsyncAPI document', () => {
  const document = JSON.parse(text) as Document;

  it('has a channel for every topic, and messages in each', () => {
    const addresses = Object.values(document.channels).map(({ address }) => address);
    const topics = [...Object.values(PUBLIC_TOPICS), DEAD_LETTER, UPSTREAM_PURCHASES];
    expect(addresses.sort()).toEqual([...topics, ...SERVICE_NAMES.map(feedOf)].sort());
    for (const { messages } of Object.values(document.channels)) expect(messages).not.toEqual({});
  });

  it('says who sends and who receives', () => {
    const operations = Object.keys(document.operations);
    expect(operations).toEqual(
      expect.arrayContaining(['receiveUpstreamPurchases', 'sendGiftSent', 'receiveWalletFeed']),
    );
    expect(operations).not.toContain('receiveGiftSent');
    expect(operations).not.toContain('sendUpstreamPurchases');
  });

  it('refers to nothing that is not there', () => {
    const value = JSON.parse(text) as Value;
    const references = [...referencesIn(value)];
    expect(references.length).toBeGreaterThan(50);
    expect(references.filter((each) => follow(value, each) === undefined)).toEqual([]);
  });
});

describe('generate-docs.mjs --check', () => {
  let folder: string;
  beforeEach(() => {
    // The compiler wants both folders of sources.
    folder = plantTree({ 'apps/shop/src/main.ts': 'export {};' });
    const pages = ['docs/asyncapi.json', 'docs/events.md'];
    const settings = ['package.json', 'package-lock.json', '.swcrc', '.prettierrc.json'];
    copyFromRepository(folder, ['scripts', 'libs/contracts', 'libs/kernel', ...settings, ...pages]);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  });
  afterEach(() => removeTree(folder));

  const generate = (...args: readonly string[]) =>
    runNode(['scripts/generate-docs.mjs', ...args], { cwd: folder });

  it('passes for the pages of the repository', async () => {
    expect(await generate('--check')).toMatchObject({ status: 0 });
  });

  it('fails when a schema was changed and the pages were not, until they are written', async () => {
    const schema = join(folder, 'libs/contracts/schemas/public/gift-sent.v1.schema.json');
    const before = readFileSync(schema, 'utf8');
    writeFileSync(schema, before.replace("This creator's part", 'The part of this creator'));
    const { status, stderr } = await generate('--check');
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /out of date, run npm run docs: docs\/asyncapi\.json, docs\/events\.md\n$/,
    );
    expect(await generate()).toMatchObject({ status: 0 });
    expect(await generate('--check')).toMatchObject({ status: 0 });
  });
});
