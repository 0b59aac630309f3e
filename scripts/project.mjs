import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the whole repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Prints progress on standard error, because standard output belongs to the programs. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** Makes a script fail, with the reason as its last line. */
export function giveUp(error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

/** The signals that ask a program to end. */
export const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program in the repository and passes signals on to it, so that it never outlives the script.
 * @returns its exit status, or null when a signal killed it
 */
export async function run(command, args, options) {
  const child = spawn(command, args, { cwd: ROOT, ...options });
  const pass = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, pass);
  try {
    return await new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve));
  } finally {
    for (const signal of SIGNALS) process.off(signal, pass);
  }
}
