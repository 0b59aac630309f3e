import ts from 'typescript';
import { allSources, isProduction, nodesOf, parse, type Source } from './sources';

/** Adapters are what the ports are implemented with; what they do is not the machinery's business. */
const ADAPTERS = /^libs\/(event-store|bus|read-store)\/src\/(embedded|eventstoredb|kafka|redis)\//;

type Finder = (node: ts.Node) => boolean;

const callsFunction =
  (name: string): Finder =>
  (node) =>
    ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name;

const callsMethod =
  (name: string): Finder =>
  (node) =>
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    node.expression.name.text === name;

/** A pause that grows with each failure is two to the power of their number. */
const grows: Finder = (node) =>
  ts.isBinaryExpression(node) &&
  node.operatorToken.kind === ts.SyntaxKind.AsteriskAsteriskToken &&
  node.left.getText() === '2' &&
  !ts.isNumericLiteral(node.right);

/** What may happen in one place only, with a text in which it happens. */
const PLACES: readonly (readonly [what: string, find: Finder, place: string, breach: string])[] = [
  [
    'events are sealed',
    callsFunction('sealEvents'),
    'libs/engine/src/decide-all.ts',
    'export const append = sealEvents(stream, -1, events);',
  ],
  [
    'events are appended',
    callsMethod('append'),
    'libs/engine/src/command-handler.ts',
    'async function write() { await this.store.append([append]); }',
  ],
  [
    'a stream is followed',
    callsMethod('follow'),
    'libs/engine/src/follower.ts',
    'async function run() { for await (const batch of store.follow({ after, signal })); }',
  ],
  [
    'a retry waits',
    grows,
    'libs/event-store/src/retry-pause.ts',
    'const pauseMs = (tries: number) => 50 * 2 ** tries;',
  ],
];

const isFoundIn = ({ file }: Source, find: Finder): boolean =>
  [...nodesOf(file)].some((node) => find(node));

describe('there is one place where', () => {
  const sources = allSources().filter(isProduction);

  it.each(PLACES)('%s', (_, find, place) => {
    const found = sources.filter((source) => isFoundIn(source, find)).map(({ path }) => path);
    expect(found.filter((path) => !ADAPTERS.test(path))).toEqual([place]);
  });

  it.each(PLACES)('%s: a second one is found', (_, find, _place, breach) => {
    expect(isFoundIn(parse('apps/gift/src/breach.ts', breach), find)).toBe(true);
  });
});
