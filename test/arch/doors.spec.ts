import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { ROOT } from './program';
import { allSources, parse, type Source } from './sources';

/** More names than this nobody keeps in mind: a door that needs more is two doors. */
const MOST_NAMES = 36;

const { compilerOptions } = JSON.parse(readFileSync(join(ROOT, 'tsconfig.base.json'), 'utf8')) as {
  readonly compilerOptions: { readonly paths: Readonly<Record<string, readonly [string]>> };
};
const DOORS = Object.entries(compilerOptions.paths).map(
  ([door, [file]]) => [door, normalize(file)] as const,
);

/** The names that a file exports itself or passes on; a star would hide how many there are. */
function exportsOf({ file }: Source): readonly string[] {
  return file.statements.flatMap((statement): readonly string[] => {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause } = statement;
      return exportClause !== undefined && ts.isNamedExports(exportClause)
        ? exportClause.elements.map(({ name }) => name.text)
        : ['*'];
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.map(({ name }) => name.getText());
    }
    const { name } = statement as ts.DeclarationStatement;
    return name === undefined ? [] : [name.getText()];
  });
}

/** What a file imports by name, and from where: a door, or a file of its own library. */
function* importsOf({ file, path }: Source): Iterable<readonly [from: string, name: string]> {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) continue;
    const from = statement.moduleSpecifier;
    if (from === undefined || !ts.isStringLiteral(from)) continue;
    const named = ts.isImportDeclaration(statement)
      ? statement.importClause?.namedBindings
      : statement.exportClause;
    if (named === undefined || !(ts.isNamedImports(named) || ts.isNamedExports(named))) continue;
    const origin = from.text.startsWith('.') ? `${join(dirname(path), from.text)}.ts` : from.text;
    for (const { name, propertyName } of named.elements) {
      yield [origin, (propertyName ?? name).text];
    }
  }
}

/** Names that nobody imports through a door; a door that is one plain file serves its library, too. */
function unusedNames(door: string, file: string, sources: readonly Source[]): readonly string[] {
  const used = new Set(
    sources
      .flatMap((source) => [...importsOf(source)])
      .filter(([from]) => from === door || from === file)
      .map(([, name]) => name),
  );
  const source = sources.find(({ path }) => path === file);
  if (source === undefined) throw new Error(`${door} leads to ${file}, which is not there`);
  return exportsOf(source).filter((name) => !used.has(name));
}

describe('a door of a library', () => {
  const sources = allSources();

  it.each(DOORS)('%s has few names, and none that nobody imports', (door, file) => {
    const source = sources.find(({ path }) => path === file);
    const names = source === undefined ? [] : exportsOf(source);
    expect(names).not.toContain('*');
    expect(names.length).toBeGreaterThan(0);
    expect(names.length).toBeLessThanOrEqual(MOST_NAMES);
    expect(unusedNames(door, file, sources)).toEqual([]);
  });

  it('is found to be too wide where it exports what nobody imports', () => {
    const door = parse(
      'libs/x/src/index.ts',
      "export { a, type B } from './a';\nexport const c = 1;",
    );
    const user = parse('apps/y/src/y.ts', "import { a, type B as C } from '@gifting/x';");
    expect(exportsOf(door)).toEqual(['a', 'B', 'c']);
    expect(unusedNames('@gifting/x', door.path, [door, user])).toEqual(['c']);
  });

  it('is found to hide its names where it exports a star', () => {
    expect(exportsOf(parse('libs/x/src/index.ts', "export * from './a';"))).toEqual(['*']);
  });
});
