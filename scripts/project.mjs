import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the whole repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** A program of an installed package, by the path of its JavaScript file. */
export const installed = (path) => join(ROOT, 'node_modules', path);

/** One line of progress, apart from what programs print on standard output. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** Why something did not work, as the last line of a script that gives up. */
export function giveUp(error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/**
 * How programs of this repository are run. Young objects of a loaded economy die within some tens of
 * megabytes, so with room for them the garbage collector has less to do; with more room than this
 * it would stop the rest for longer at a time.
 */
export const NODE_OPTIONS = ['--enable-source-maps', '--max-semi-space-size=32'];
