import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { copyFromRepository, type Files, plantTree, removeTree } from './planted-tree';
import { ROOT, runNode } from './program';

jest.setTimeout(60_000);

describe('npm run coverage', () => {
  const DOMAIN = 'apps/shop/src/domain';
  let folder: string;
  afterEach(() => removeTree(folder));

  const RULE = 'export const sign = (n: number) => (n < 0 ? "-" : "+");';
  const specFor = (number: number) =>
    `import { sign } from './rule'; it('runs', () => { sign(1); sign(${number}); });`;
  const coverageOf = (rules: Files) => {
    folder = plantTree({
      ...Object.fromEntries(
        Object.entries(rules).map(([name, text]) => [`${DOMAIN}/${name}`, text]),
      ),
      'libs/.keep': '',
      'test/sim/some.spec.ts': "it('runs', () => undefined);",
    });
    const configs = ['jest.config.cjs', 'jest.coverage.cjs', 'jest-esm-deps.cjs'];
    copyFromRepository(folder, [...configs, 'tsconfig.base.json']);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const args = ['node_modules/jest/bin/jest.js', '--config', 'jest.coverage.cjs'];
    return runNode(args, { cwd: folder });
  };

  it('passes where the specs run all branches', async () => {
    const rules = { 'rule.ts': RULE, 'rule.spec.ts': specFor(-1) };
    expect(await coverageOf(rules)).toMatchObject({ status: 0 });
  });

  it.each([
    ['they run too few', { 'rule.ts': RULE, 'rule.spec.ts': specFor(2) }, 'branches (50%)'],
    [
      'there are no rules',
      { 'notes.md': 'No rule yet.' },
      'Coverage data for ./apps/ was not found',
    ],
  ])('fails where %s', async (_name, rules: Files, reason) => {
    const { status, stderr } = await coverageOf(rules);
    expect(status).toBe(1);
    expect(stderr).toContain(reason);
  });
});
