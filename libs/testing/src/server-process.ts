import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const START_PATIENCE_MS = 60_000;
const POLL_MS = 50;

/** A server that a test started and that ends with the test process at the latest. */
export class ServerProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly killAtExit: () => void,
  ) {}

  /**
   * Starts a program and waits until it answers.
   * @throws when it ends, or does not answer within a minute
   */
  static async start(
    program: string,
    args: readonly string[],
    answers: () => Promise<boolean>,
  ): Promise<ServerProcess> {
    // EventStoreDB takes every variable of its prefix for an option, and ends over one it does not know.
    const { EVENTSTORE_URL: _, ...env } = process.env;
    const child = spawn(program, args, { env, stdio: 'ignore' });
    const killAtExit = () => void child.kill('SIGKILL');
    process.once('exit', killAtExit);
    const server = new ServerProcess(child, killAtExit);
    try {
      await server.started(program, answers);
      return server;
    } catch (error) {
      await server.kill();
      throw error;
    }
  }

  /** SIGKILL, as a crash would. Its data are thrown away anyway, so this is also how a test stops it. */
  async kill(): Promise<void> {
    process.off('exit', this.killAtExit);
    if (this.hasEnded || this.child.pid === undefined) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  private async started(program: string, answers: () => Promise<boolean>): Promise<void> {
    const failed = once(this.child, 'error').then(([error]) => Promise.reject(error as Error));
    const ready = (async () => {
      for (let waitedMs = 0; waitedMs < START_PATIENCE_MS; waitedMs += POLL_MS) {
        if (this.hasEnded) throw new Error(`${program} ended while starting`);
        if (await answers().catch(() => false)) return;
        await sleep(POLL_MS);
      }
      throw new Error(`${program} did not answer`);
    })();
    await Promise.race([ready, failed]);
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}
