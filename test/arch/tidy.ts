import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What must not stand in a file. Each finder answers with the faults, empty where there are none. */
export type Finder = (path: string, text: string) => readonly string[];

const matches = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([match]) => match.trim());

/** Work that was put off: it is either done or an issue. */
export const findPutOffWork: Finder = (_path, text) => matches(text, /\b(?:TO[D]O|FIX[M]E)\b/g);

/** Folders of one particular machine. */
export const findMachinePaths: Finder = (_path, text) =>
  matches(text, /(?<![\w.:}~$*-])\/(?:work|tmp|root|home|Users)\/[\w.-]*/g);

/**
 * Packages come from wherever npm is told to get them; the lockfile pins what they are. Only a workspace
 * has a place in it, which is its folder.
 */
export const findRegistries: Finder = (path, text) => [
  ...matches(text, /https?:\/\/registry\.[\w.-]+/g),
  ...(path.endsWith('package-lock.json') ? matches(text, /"resolved": "[^"]*:[^"]*"/g) : []),
];

/** Versions are exact, so that the same commit is the same software on every day. */
export const findLooseVersions: Finder = (path, text) => {
  if (!/(^|\/)package\.json$/.test(path)) return [];
  const manifest = JSON.parse(text) as Readonly<
    Record<string, Readonly<Record<string, string>> | undefined>
  >;
  return ['dependencies', 'devDependencies', 'overrides'].flatMap((group) =>
    Object.entries(manifest[group] ?? {})
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${name}@${version}`),
  );
};

/**
 * Links of a page to files that are not there.
 * @param root the folder that paths are relative to
 */
export const brokenLinksIn =
  (root: string): Finder =>
  (path, text) => {
    if (!path.endsWith('.md')) return [];
    const prose = text.replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
    return [...prose.matchAll(/\]\(<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)/gm)]
      .map(([, inline, reference]) => inline ?? reference ?? '')
      .filter((target) => !/^[a-z][a-z0-9+.-]*:|^#/.test(target))
      .filter((target) => {
        const file = decodeURIComponent(target.replace(/[#?].*$/, ''));
        return !existsSync(
          file.startsWith('/') ? join(root, file) : join(root, dirname(path), file),
        );
      });
  };
