import { spawn } from 'node:child_process';
import { isatty } from 'node:tty';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** A terminal sends Ctrl-C to every process of its foreground group, so the program has it already. */
const inTerminal = [0, 1, 2].some((stream) => isatty(stream));

/**
 * Runs a program with our standard streams and hands signals on to it, so that it decides how it ends.
 * Resolves to how it ended: an exit status, or the signal that killed it.
 */
export function run(command, args, { cwd, env, stdio = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio });
    const forward = (signal) => {
      if (signal !== 'SIGINT' || !inTerminal) child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    const release = () => {
      for (const signal of FORWARDED) process.off(signal, forward);
    };
    child.on('error', (error) => {
      release();
      reject(error);
    });
    child.on('exit', (status, signal) => {
      release();
      resolve({ status, signal });
    });
  });
}

/** Runs another Node program. */
export const runNode = (args, options) => run(process.execPath, args, options);

/** Ends this process as the program ended. */
export function endLike({ status, signal }) {
  if (signal === null) process.exitCode = status;
  else process.kill(process.pid, signal);
}
