import { join } from 'node:path';
import type { ICruiseResult } from 'dependency-cruiser';
import { ROOT, runNode } from './program';
import { copyFromRepository, type Files, plantTree, removeTree } from './planted-tree';

jest.setTimeout(120_000);

const CRUISER = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
const SETTINGS = ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'tsconfig.json'];

/** What each breach imports, and the one rule that must report it. */
const BREACHES: Readonly<Record<string, readonly [file: string, imported: string]>> = {
  'no-circular': ['apps/gift/src/cycle-a.ts', './cycle-b'],
  'not-unresolvable': ['apps/gift/src/lost.ts', './gone'],
  'kernel-imports-only-typebox': ['libs/kernel/src/breach.ts', 'node:crypto'],
  'contracts-import-kernel-only': ['libs/contracts/src/breach.ts', '@gifting/economy'],
  'economy-imports-kernel-only': ['libs/economy/src/breach.ts', '@gifting/contracts'],
  'domain-is-pure': ['apps/gift/src/domain/breach.ts', '../outgoing'],
  'no-app-imports-another': ['apps/gift/src/neighbour.ts', '../../wallet/src'],
  'no-lib-imports-an-app': ['libs/service/src/breach.ts', '../../../apps/wallet/src'],
  'event-store-imports-only-what-is-below': ['libs/event-store/src/breach.ts', '@gifting/bus'],
  'bus-imports-only-what-is-below': ['libs/bus/src/breach.ts', '@gifting/read-store'],
  'read-store-imports-only-what-is-below': ['libs/read-store/src/up.ts', '@gifting/engine'],
  'engine-imports-only-what-is-below': ['libs/engine/src/breach.ts', '@gifting/http'],
  'http-imports-only-what-is-below': ['libs/http/src/breach.ts', '@gifting/bus'],
  'engine-knows-no-http': ['libs/engine/src/server.ts', 'node:http'],
  'libraries-through-their-doors': ['apps/gift/src/inside.ts', '../../../libs/bus/src/bus.port'],
  'adapters-only-from-service': ['apps/gift/src/adapters.ts', '@gifting/bus/adapters'],
  'no-test-code-in-production': ['apps/gift/src/doubles.ts', '@gifting/testing'],
  'only-declared-packages': ['apps/gift/src/chance.ts', 'undeclared'],
  'kafkajs-only-in-its-adapter': ['libs/bus/src/embedded/breach.ts', 'kafkajs'],
  'eventstoredb-only-in-its-adapter': ['libs/bus/src/esdb.ts', '@eventstore/db-client'],
  'redis-only-in-its-adapter': ['apps/gift/src/api/breach.ts', 'ioredis'],
  'level-only-in-its-adapter': ['libs/read-store/src/redis/breach.ts', 'classic-level'],
};

/** Further ways into the same breaches. */
const MORE_BREACHES: readonly (readonly [rule: string, file: string, imported: string])[] = [
  ['domain-is-pure', 'apps/gift/src/domain/clock.ts', 'node:crypto'],
  ['domain-is-pure', 'apps/gift/src/domain/framework.ts', '@nestjs/common'],
  ['domain-is-pure', 'apps/gift/src/domain/messages.ts', '@gifting/contracts'],
  ['domain-is-pure', 'apps/gift/src/domain/schema.ts', '@sinclair/typebox'],
  ['contracts-import-kernel-only', 'libs/contracts/src/schema.ts', '@sinclair/typebox'],
  ['read-store-imports-only-what-is-below', 'libs/read-store/src/rules.ts', '@gifting/economy'],
  ['engine-imports-only-what-is-below', 'libs/engine/src/rules.ts', '@gifting/economy'],
  ['engine-imports-only-what-is-below', 'libs/engine/src/start.ts', '@gifting/service'],
  ['http-imports-only-what-is-below', 'libs/http/src/machinery.ts', '@gifting/engine'],
  ['engine-knows-no-http', 'libs/engine/src/framework.ts', '@nestjs/common'],
  ['kafkajs-only-in-its-adapter', 'libs/http/src/kafka.ts', 'kafkajs'],
  ['adapters-only-from-service', 'apps/all-in-one/src/adapters.ts', '@gifting/bus/adapters'],
  ['no-test-code-in-production', 'libs/bus/src/suite.ts', './bus.contract'],
  ['only-declared-packages', 'libs/service/src/dev.ts', 'fast-check'],
];

/** Imports that every rule must let pass. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'libs/kernel/src/index.ts': [],
  'libs/kernel/src/coins.spec.ts': ['fast-check', './index'],
  'libs/economy/src/index.ts': ['@gifting/kernel'],
  'libs/contracts/src/index.ts': ['@gifting/kernel'],
  'libs/kernel/src/coins.ts': [],
  'libs/kernel/src/schema/index.ts': ['@sinclair/typebox', '../coins'],
  'libs/kernel/src/facts/index.ts': ['../schema'],
  'libs/event-store/src/index.ts': ['@gifting/kernel', '@gifting/kernel/coins'],
  'libs/event-store/src/adapters.ts': ['./eventstoredb/store', './embedded/store'],
  'libs/event-store/src/eventstoredb/store.ts': ['@eventstore/db-client'],
  'libs/event-store/src/embedded/store.ts': ['classic-level', 'node:fs'],
  'libs/bus/src/index.ts': ['./bus.port'],
  'libs/bus/src/bus.port.ts': ['@gifting/event-store'],
  'libs/bus/src/bus.contract.ts': ['fast-check', './bus.port'],
  'libs/bus/src/adapters.ts': ['./kafka/bus'],
  'libs/bus/src/kafka/bus.ts': ['kafkajs'],
  'libs/bus/src/kafka/bus.int.spec.ts': ['../bus.contract', 'kafkajs', '@gifting/testing'],
  'libs/read-store/src/index.ts': ['@gifting/event-store'],
  'libs/read-store/src/adapters.ts': ['./redis/store'],
  'libs/read-store/src/redis/store.ts': ['ioredis'],
  'libs/engine/src/index.ts': ['@gifting/bus', '@gifting/read-store', '@gifting/contracts'],
  'libs/http/src/index.ts': ['@gifting/event-store', '@nestjs/common'],
  'libs/service/src/index.ts': ['@gifting/bus/adapters', '@gifting/engine', '@gifting/http'],
  'libs/testing/src/index.ts': ['@gifting/event-store/adapters', 'kafkajs', 'fast-check'],
  'apps/wallet/src/index.ts': ['@gifting/service'],
  'apps/gift/src/index.ts': ['@gifting/contracts', './domain/rules'],
  'apps/gift/src/outgoing.ts': ['./domain/rules'],
  'apps/gift/src/domain/rules.ts': ['@gifting/kernel', '@gifting/economy'],
  'apps/gift/src/domain/rules.spec.ts': ['@gifting/testing', './rules'],
  'apps/gift/src/cycle-b.ts': ['./cycle-a'],
  'apps/all-in-one/src/main.ts': ['../../wallet/src', '../../gift/src'],
  'test/flow/gift.e2e.spec.ts': ['../../apps/gift/src', '@gifting/testing', 'ioredis'],
};

const DEPENDENCIES = [
  'kafkajs',
  '@eventstore/db-client',
  'ioredis',
  'classic-level',
  '@nestjs/common',
  '@sinclair/typebox',
];

const importAll = (names: readonly string[]): string =>
  [...names.map((name) => `import '${name}';`), 'export {};'].join('\n');

function plantedFiles(): Files {
  const versions = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const manifest = {
    dependencies: versions(DEPENDENCIES),
    devDependencies: versions(['fast-check']),
  };
  const packages = [...DEPENDENCIES, 'fast-check', 'undeclared'];
  const breaches = [...Object.values(BREACHES), ...MORE_BREACHES.map(([, ...breach]) => breach)];
  return {
    'package.json': JSON.stringify(manifest),
    ...Object.fromEntries(
      packages.flatMap((name) => [
        [`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' })],
        [`node_modules/${name}/index.js`, ''],
      ]),
    ),
    ...Object.fromEntries(Object.entries(ALLOWED).map(([file, names]) => [file, importAll(names)])),
    ...Object.fromEntries(breaches.map(([file, imported]) => [file, importAll([imported])])),
  };
}

/** What the rules report below a folder: the file that imports, and the rule that it breaks. */
async function violationsIn(folder: string): Promise<readonly (readonly [string, string])[]> {
  const args = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
  const { stdout, stderr } = await runNode([CRUISER, ...args, 'apps', 'libs', 'test'], {
    cwd: folder,
  });
  expect(stderr).toBe('');
  const { summary } = JSON.parse(stdout) as ICruiseResult;
  expect(summary.totalCruised).toBeGreaterThan(20);
  return summary.violations.map(({ from, to, rule }) => [from, `${rule.name} (${to})`] as const);
}

describe('the boundary rules', () => {
  it('hold in the whole repository', async () => {
    expect(await violationsIn(ROOT)).toEqual([]);
  });

  describe('in a tree with planted breaches', () => {
    let folder: string;
    let violations: readonly (readonly [string, string])[];

    beforeAll(async () => {
      folder = plantTree(plantedFiles());
      copyFromRepository(folder, SETTINGS);
      violations = await violationsIn(folder);
    });
    afterAll(() => removeTree(folder));

    const rulesBrokenBy = (file: string): readonly string[] =>
      violations.filter(([from]) => from === file).map(([, rule]) => rule.split(' ')[0] ?? '');

    it.each([
      ...Object.entries(BREACHES).map(
        ([rule, [file, imported]]) => [rule, file, imported] as const,
      ),
      ...MORE_BREACHES,
    ])('%s: %s must not import %s', (rule, file) => {
      expect(rulesBrokenBy(file)).toEqual([rule]);
    });

    it('let everything else pass', () => {
      const allowed = Object.keys(ALLOWED).filter((file) => file !== 'apps/gift/src/cycle-b.ts');
      expect(violations.filter(([from]) => allowed.includes(from))).toEqual([]);
    });
  });

  it('are all planted here, and each gives its reason', async () => {
    const print = "JSON.stringify(require('./.dependency-cruiser.cjs').forbidden)";
    const { stdout } = await runNode(['-p', print]);
    const rules = JSON.parse(stdout) as readonly { name: string; comment?: string }[];
    expect(rules.map(({ name }) => name).sort()).toEqual(Object.keys(BREACHES).sort());
    expect(rules.filter(({ comment = '' }) => comment.length < 20)).toEqual([]);
  });
});
