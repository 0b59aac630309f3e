import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { ROOT } from './program';

/** A TypeScript file, parsed; the path is relative to the repository. */
export interface Source {
  readonly path: string;
  readonly file: ts.SourceFile;
}

export const parse = (path: string, text: string): Source => ({
  path,
  file: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true),
});

const TESTS = /[.](spec|contract|fixture)[.]ts$|\/test\/|^libs\/testing\/|^test\//;

export const isProduction = ({ path }: Source): boolean => !TESTS.test(path);

/** All TypeScript of apps, libs and test. */
export function allSources(): readonly Source[] {
  return ['apps', 'libs', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file))
      .map((path) => parse(path, readFileSync(join(ROOT, path), 'utf8'))),
  );
}

/** Every node below a node. */
export function* nodesOf(node: ts.Node): Iterable<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* nodesOf(child);
}
