import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from './options.mjs';

const PAGE = join(ROOT, 'docs', 'performance.md');
const BEGIN = '<!-- measured: written by npm run bench -- --write-docs -->';
const END = '<!-- end of measured -->';

/** Puts a report into the page, between its markers. @throws Error when the page has no such place */
export async function writeDocs(report) {
  await writeFile(PAGE, replaceMeasured(await readFile(PAGE, 'utf8'), report));
}

/** @throws Error when the markers are missing or in the wrong order */
export function replaceMeasured(page, report) {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page needs the lines ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${report}\n\n${page.slice(end)}`;
}
