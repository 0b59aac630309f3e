import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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
    folder = plantTree({});
    const settings = ['package.json', 'package-lock.json', '.swcrc', '.prettierrc.json'];
    const declarations = [
      'libs/contracts',
      'libs/kernel',
      'libs/economy',
      'libs/engine/src/message-noted.ts',
      'libs/engine/src/operation.events.ts',
      ...SERVICE_NAMES.map((service) => `apps/${service}/src/domain`),
    ];
    const pages = ['docs/asyncapi.json', 'docs/events.md'];
    copyFromRepository(folder, ['scripts', ...declarations, ...settings, ...pages]);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  });
  afterEach(() => removeTree(folder));

  const generate = (...args: readonly string[]) =>
    runNode(['scripts/generate-docs.mjs', ...args], { cwd: folder });

  it('passes for the pages of the repository', async () => {
    expect(await generate('--check')).toMatchObject({ status: 0 });
  });

  it('fails when a declaration was changed and the pages were not, until they are written', async () => {
    const declared = join(folder, 'libs/kernel/src/facts/gift.ts');
    const before = readFileSync(declared, 'utf8');
    writeFileSync(
      declared,
      before.replace('  netRate:', "  effect: optional(text('How it looks.')),\n  netRate:"),
    );
    const { status, stderr } = await generate('--check');
    expect(status).toBe(1);
    expect(stderr).toContain(
      'out of date, run npm run docs: docs/asyncapi.json, docs/events.md, ' +
        'libs/contracts/schemas/feed/gift-sent.v1.schema.json\n',
    );
    expect(await generate()).toMatchObject({ status: 0 });
    expect(await generate('--check')).toMatchObject({ status: 0 });
    // One line reaches all that is stored and sent of a gift, and nothing that is public.
    const page = readFileSync(join(folder, 'docs/events.md'), 'utf8');
    const sections = page.split(/^#### /m).filter((section) => section.includes('`effect`'));
    expect(sections.map((section) => section.split(',', 1)[0])).toEqual([
      'GiftSent',
      'DiamondsCredited',
      'GiftRequested',
      'GiftSent',
    ]);
    expect(page.split('## For other programs')[1]?.split('### Between')[0]).not.toContain('effect');
  });

  it('says what auditors may rely on: every stored event of every service', () => {
    const page = readFileSync(join(ROOT, 'docs/events.md'), 'utf8').split('## Stored events')[1];
    const golden = readdirSync(join(ROOT, 'test/sim/golden')).map((file) => file.split('.')[0]);
    for (const type of [...golden, 'PolicyActivated', 'OperationRequested', 'PayoutCancelled']) {
      expect(page).toContain(`#### ${type}, version 1`);
    }
  });
});
