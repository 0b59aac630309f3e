import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A program of this repository, run from its source in a process of its own. */
export class TypescriptProcess {
  /** Everything that it has written to standard error. */
  errors = '';
  /** Its status when it has ended, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
  readonly #child: ChildProcessWithoutNullStreams;

  /**
   * @param file the absolute path of a TypeScript file
   * @param env set beside what this process has
   */
  constructor(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const hook = join(__dirname, 'typescript-hook.cjs');
    this.#child = spawn(process.execPath, ['--require', hook, file, ...args], {
      env: { ...process.env, ...env },
    });
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.ended = new Promise((resolve) => {
      this.#child.once('close', (status, signal) => resolve(status ?? signal ?? 1));
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The lines that it writes to standard output, as they come, until it ends. */
  lines(): AsyncIterable<string> {
    return createInterface({ input: this.#child.stdout });
  }

  /** SIGTERM, as whoever runs it would. */
  terminate(): void {
    this.#child.kill('SIGTERM');
  }

  /** SIGKILL, as a crash would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }
}
