/**
 * Who may import whom. Every rule has a planted breach in test/arch/boundaries.int.spec.ts, which it
 * must report: a rule that cannot fail protects nothing.
 */

const SPECS = ['[.](spec|contract|fixture)[.]ts$', '/test/'];
/** What never runs in production: specs, contract suites, test doubles, whole journeys. */
const TESTS = [...SPECS, '^libs/testing/', '^test/'];

/** The doors of the libraries, as tsconfig.base.json names them: all that others may import. */
const { paths } = require('./tsconfig.base.json').compilerOptions;
const doorsOf = (...libraries) =>
  Object.entries(paths)
    .filter(([door]) => libraries.includes(door.split('/')[1]) && !door.endsWith('/adapters'))
    .map(([, [file]]) => `^${file.slice(2).replaceAll('.', '[.]')}$`);
const DOORS = Object.values(paths).map(([file]) => `^${file.slice(2).replaceAll('.', '[.]')}$`);

/** A library that may import the doors of some others, and no library besides. */
const above = (library, others, comment) => ({
  name: `${library}-imports-only-what-is-below`,
  comment,
  severity: 'error',
  from: { path: `^libs/${library}/`, pathNot: SPECS },
  to: { path: '^libs/', pathNot: [`^libs/${library}/`, ...doorsOf(...others)] },
});

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
      name: 'kernel-imports-only-typebox',
      comment:
        'Amounts, ids, facts and refusals are the words of everybody, so they depend on nobody. TypeBox ' +
        "builds their schemas; everyone else uses the kernel's vocabulary.",
      severity: 'error',
      from: { path: '^libs/kernel/', pathNot: SPECS },
      to: { pathNot: ['^libs/kernel/', '(^|/)node_modules/@sinclair/typebox/'] },
    },
    {
      name: 'contracts-import-kernel-only',
      comment: 'Messages outlive the code that sends them; they must not change when it does.',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: SPECS },
      to: { pathNot: ['^libs/contracts/', ...doorsOf('kernel')] },
    },
    {
      name: 'economy-imports-kernel-only',
      comment: 'The rules of the economy are pure and can be replayed without any machinery.',
      severity: 'error',
      from: { path: '^libs/economy/', pathNot: SPECS },
      to: { pathNot: ['^libs/economy/', ...doorsOf('kernel')] },
    },
    {
      name: 'domain-is-pure',
      comment:
        'Decisions are replayed for ever: they know amounts, the rules of the economy and themselves.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/src/domain/', pathNot: SPECS },
      to: { pathNot: ['^apps/$1/src/domain/', ...doorsOf('kernel', 'economy')] },
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
    above('event-store', ['kernel'], 'The store knows events; what is done with them is above it.'),
    above(
      'bus',
      ['kernel', 'contracts', 'event-store'],
      'The bus carries messages for whoever is above it; it does not know what they are for.',
    ),
    above(
      'read-store',
      ['kernel', 'event-store'],
      'Rows are kept for whoever is above; how they come about is not known here.',
    ),
    above(
      'engine',
      ['kernel', 'contracts', 'event-store', 'bus', 'read-store'],
      'The machinery of streams serves HTTP calls, messages and processes alike, so it knows none of ' +
        'their edges and none of the rules.',
    ),
    above(
      'http',
      ['kernel', 'event-store'],
      'The edge knows requests, callers and problems; what carries messages is not its business.',
    ),
    {
      name: 'engine-knows-no-http',
      comment: 'What decides and appends is the same whoever asks; HTTP is one of them.',
      severity: 'error',
      from: { path: '^libs/engine/', pathNot: SPECS },
      to: { path: ['^(node:)?https?$', '(^|/)(fastify|@nestjs)(/|$)'] },
    },
    {
      name: 'libraries-through-their-doors',
      comment: 'What a library does not export is its own business and may change at any time.',
      severity: 'error',
      from: { path: '^(?:apps|libs)/([^/]+)/', pathNot: TESTS },
      to: { path: '^libs/', pathNot: ['^libs/$1/', ...DOORS] },
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
