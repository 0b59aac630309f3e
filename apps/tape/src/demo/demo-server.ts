import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '@gifting/service';

/** Compiled or not, as this file is. */
const EXTENSION = extname(__filename);
const SERVER = join(__dirname, '..', '..', '..', 'all-in-one', 'src', `main${EXTENSION}`);
const STOP_WITH_PARENT = join(__dirname, `stop-with-parent${EXTENSION}`);
const LISTENING = /listening on\s+(http:\/\/\S+)/;
/** Who has a folder open is told by the server that cannot open it. */
const HELD = / is held by /;
const STOP_PATIENCE_MS = 15_000;
const READY_POLL_MS = 50;
const KEPT_LINES = 20;

/** The server could not be started, or ended by itself. The message has what it said last. */
export class ServerFailed extends Error {
  override readonly name = 'ServerFailed';

  /** Whether another process has the folder open. */
  get isHeld(): boolean {
    return HELD.test(this.message);
  }
}

/** The whole economy as a process of its own, which ends when this process does. */
export class DemoServer {
  readonly #lines: string[] = [];
  readonly #exited: Promise<void>;
  #url: URL | undefined;

  private constructor(private readonly child: ChildProcess) {
    this.#exited = once(child, 'exit').then(() => undefined);
    // A child that cannot be spawned never exits; `failed` tells.
    this.#exited.catch(() => undefined);
  }

  /**
   * Starts it and waits until it is ready.
   * @param env where its folder and its settings are
   * @throws ServerFailed
   */
  static async start(env: Environment, signal: AbortSignal): Promise<DemoServer> {
    const server = DemoServer.#spawn(env);
    try {
      server.#url = await server.#listening();
      await server.#ready(signal);
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  static #spawn(env: Environment): DemoServer {
    const args = [...process.execArgv, '--require', STOP_WITH_PARENT, SERVER];
    const child = spawn(process.execPath, args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Ctrl-C is for the demo, which then stops the server after its last step.
      detached: true,
    });
    return new DemoServer(child);
  }

  /** Where it listens. */
  get url(): URL {
    if (this.#url === undefined) throw new ServerFailed('the server does not listen yet');
    return this.#url;
  }

  /** Resolves when it ends by itself, with an error that says why. */
  get failed(): Promise<ServerFailed> {
    return this.#exited.then(() => new ServerFailed(this.#lastWords()));
  }

  /** What it logged, warnings and worse, newest last. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    this.child.kill('SIGTERM');
    const tooLate = setTimeout(() => this.child.kill('SIGKILL'), STOP_PATIENCE_MS);
    await this.#exited;
    clearTimeout(tooLate);
  }

  get #hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  #listening(): Promise<URL> {
    return new Promise((resolve, reject) => {
      for (const stream of [this.child.stdout, this.child.stderr]) {
        if (stream === null) continue;
        createInterface({ input: stream }).on('line', (line) => {
          const url = LISTENING.exec(line)?.[1];
          if (url !== undefined) resolve(new URL(url));
          else if (stream === this.child.stderr || line.startsWith('{')) this.#keep(line);
        });
      }
      this.child.once('error', (error) => reject(new ServerFailed(error.message)));
      // Only when its streams are closed has it said its last.
      this.child.once('close', () => reject(new ServerFailed(this.#lastWords())));
    });
  }

  async #ready(signal: AbortSignal): Promise<void> {
    while (!(await isReady(this.url))) {
      if (this.#hasEnded) throw new ServerFailed(this.#lastWords());
      await sleep(READY_POLL_MS, undefined, { signal });
    }
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
  }

  #lastWords(): string {
    return ['the server ended by itself', ...this.#lines].join('\n');
  }
}

async function isReady(url: URL): Promise<boolean> {
  try {
    const response = await fetch(new URL('/health/ready', url));
    return response.ok;
  } catch {
    return false;
  }
}
