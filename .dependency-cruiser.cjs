/**
 * Who may import whom. Every rule has a planted breach in test/arch/boundaries.int.spec.ts, which it
 * must report: a rule that cannot fail protects nothing.
 */

const SPECS = ['[.](spec|contract|fixture)[.]ts$', '/test/'];
/** What never runs in production: specs, contract suites, test doubles, whole journeys. */
const TESTS = [...SPECS, '^libs/testing/', '^test/'];

/** A client of an engine may be known only where the adapter for that engine lies. */
const vendor = (name, client, folders) => ({
  name,
  comment:
    `Only the adapter knows ${client}: what it promises differs from the port's promises, and ` +
    'whatever must be put right is put right in one place.',
  severity: 'error',
  from: { path: '^(apps|libs)/', pathNot: [...TESTS, ...folders] },
  to: { path: `(^|/)node_modules/${client}/|^${client}$` },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'In a cycle nothing can be understood, tested or replaced without all the rest.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-unresolvable',
      comment: 'An import that leads nowhere would slip through every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'kernel-imports-nothing',
      comment: 'Amounts, ids and refusals are the words of everybody, so they depend on nobody.',
      severity: 'error',
      from: { path: '^libs/kernel/', pathNot: SPECS },
      to: { pathNot: '^libs/kernel/' },
    },
    {
      name: 'contracts-import-kernel-only',
      comment: 'Messages outlive the code that sends them; they must not change when it does.',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: SPECS },
      to: { pathNot: ['^libs/contracts/', '^libs/kernel/src/index[.]ts$'] },
    },
    {
      name: 'economy-imports-kernel-only',
      comment: 'The rules of the economy are pure and can be replayed without any machinery.',
      severity: 'error',
      from: { path: '^libs/economy/', pathNot: SPECS },
      to: { pathNot: ['^libs/economy/', '^libs/kernel/src/index[.]ts$'] },
    },
    {
      name: 'domain-is-pure',
      comment:
        'Decisions are replayed for ever: they know amounts, the rules of the economy and themselves.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/domain/', pathNot: SPECS },
      to: { pathNot: ['^apps/$1/src/domain/', '^libs/(kernel|economy)/src/index[.]ts$'] },
    },
    {
      name: 'no-app-imports-another',
      comment:
        'Services talk by messages alone, so that each can run, fail and be released by itself.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/all-in-one/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-lib-imports-an-app',
      comment: 'Libraries serve every app; one that knows an app serves only that one.',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'event-store-below-the-others',
      comment: 'The order is kernel, contracts, event store, bus and read store, service.',
      severity: 'error',
      from: { path: '^libs/event-store/', pathNot: SPECS },
      to: {
        path: '^libs/',
        pathNot: ['^libs/event-store/', '^libs/(kernel|contracts)/src/index[.]ts$'],
      },
    },
    {
      name: 'bus-and-read-store-below-service',
      comment: 'Both may use the port of the event store, and nothing that is built upon them.',
      severity: 'error',
      from: { path: '^libs/(bus|read-store)/', pathNot: SPECS },
      to: {
        path: '^libs/',
        pathNot: ['^libs/$1/', '^libs/(kernel|contracts|event-store)/src/index[.]ts$'],
      },
    },
    {
      name: 'libraries-through-their-index',
      comment: 'What a library does not export is its own business and may change at any time.',
      severity: 'error',
      from: { path: '^(?:apps|libs)/([^/]+)/', pathNot: TESTS },
      to: { path: '^libs/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/(index|adapters)[.]ts$'] },
    },
    {
      name: 'adapters-only-from-service',
      comment:
        'openPorts alone decides what the ports stand on; nothing below it knows which it is.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [...TESTS, '^libs/service/'] },
      to: { path: '^libs/[^/]+/src/adapters[.]ts$' },
    },
    {
      name: 'no-test-code-in-production',
      comment:
        'Contract suites and test doubles may plant faults; production must never meet them.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'only-declared-packages',
      comment:
        'What production needs stands among the dependencies of package.json; a package of the tests ' +
        'is absent where the software runs, and one that another package brings may vanish with it.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    vendor('kafkajs-only-in-its-adapter', 'kafkajs', ['^libs/bus/src/kafka/']),
    vendor('eventstoredb-only-in-its-adapter', '@eventstore/db-client', [
      '^libs/(event-store|read-store)/src/eventstoredb/',
    ]),
    vendor('redis-only-in-its-adapter', 'ioredis', ['^libs/read-store/src/redis/']),
    vendor('level-only-in-its-adapter', 'classic-level', [
      '^libs/(event-store|read-store)/src/embedded/',
    ]),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    // Types count too: what is known by type alone still cannot change freely.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'require', 'default', 'types'],
    },
  },
};
