import { ConfigError } from './config/settings';

/** Something that was started and ends when it is told to. */
export interface Running {
  /** Resolves when it cannot go on: the process exits with 1. */
  readonly failed: Promise<Error>;
  stop(): Promise<void>;
}

/** After this time a stop has failed (contract: SIGTERM ends within 10 s). */
const STOP_WITHIN_MS = 9_000;

/**
 * Runs a process: starts it, stops it on SIGTERM and SIGINT with status 0, and ends with 1 when it
 * cannot start or cannot go on. What is wrong is said on standard error, one line per fault.
 */
export async function runProcess(start: () => Promise<Running>): Promise<void> {
  let stopping: Promise<void> | undefined;
  const started = start();
  const stop = (): void => {
    stopping ??= started.then(stopInTime).then(
      () => process.exit(0),
      (error: unknown) => end(error),
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  try {
    const running = await started;
    void running.failed.then((error) => {
      // What ends because it was told to has not failed.
      if (stopping === undefined) end(error);
    });
  } catch (error) {
    end(error);
  }
}

async function stopInTime(running: Running): Promise<void> {
  const tooLate = setTimeout(() => end(new Error('the stop took too long')), STOP_WITHIN_MS);
  await running.stop();
  clearTimeout(tooLate);
}

function end(error: unknown): never {
  const lines = error instanceof ConfigError ? error.faults : [messageOf(error)];
  for (const line of lines) process.stderr.write(`${line}\n`);
  process.exit(1);
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
