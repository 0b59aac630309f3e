import 'reflect-metadata';
import { DEMO_HELP, parseDemoOptions } from './demo/demo-options';
import { runDemo } from './demo/run-demo';

/** Statuses that a shell gives to what a signal ended. */
const STOPPED = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const ORPHANED = 129;
const LOOK_FOR_PARENT_MS = 500;

class Stopped extends Error {
  constructor(readonly status: number) {
    super('stopped; start it again to go on');
  }
}

/**
 * `npm run demo`: 0 when the books are balanced and all is as the tape expects, 1 when not, 2 when it
 * could not run.
 */
async function main(): Promise<number> {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(DEMO_HELP);
    return 0;
  }
  const stop = new AbortController();
  for (const [signal, status] of Object.entries(STOPPED)) {
    process.on(signal, () => stop.abort(new Stopped(status)));
  }
  // A shell or a script that was killed cannot hand its signal on.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop.abort(new Stopped(ORPHANED));
  }, LOOK_FOR_PARENT_MS).unref();
  const holds = await runDemo(
    options,
    process.env,
    { say, progress: process.stderr, print: (text) => void process.stdout.write(`${text}\n`) },
    stop,
  );
  return holds ? 0 : 1;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

main().then(
  (status) => (process.exitCode = status),
  (error: unknown) => {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = error instanceof Stopped ? error.status : 2;
  },
);
