import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';

/** The folder of the whole repository. */
export const ROOT = join(__dirname, '../..');

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Told of the program as it starts, to send it signals. */
  readonly onStart?: (child: ChildProcessWithoutNullStreams) => void;
}

/** Runs a program to its end. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd = ROOT, env = process.env, input = '', onStart }: ProgramOptions = {},
): Promise<Ended> {
  const child = spawn(command, args, { cwd, env });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // A program that does not read its input may end before it is written.
  child.stdin.on('error', () => undefined).end(input);
  onStart?.(child);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
}

/**
 * Runs a Node program to its end. The checkers are ES modules that load their settings by themselves,
 * which the test runner cannot do in its own process.
 */
export const runNode = (args: readonly string[], options?: ProgramOptions): Promise<Ended> =>
  runProgram(process.execPath, args, options);

/** Sends the signal when the program says something on standard error. */
export const whenItSays = (words: string, signal: NodeJS.Signals): ProgramOptions => ({
  onStart: (child) =>
    child.stderr.on('data', (text: string) => {
      if (text.includes(words)) child.kill(signal);
    }),
});
