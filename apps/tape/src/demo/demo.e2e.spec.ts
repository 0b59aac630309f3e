import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TypescriptProcess } from '@gifting/testing';

jest.setTimeout(300_000);

const DEMO = join(__dirname, '..', 'demo.ts');
const SIZE = ['--gifts', '600', '--viewers', '60', '--creators', '2'];
const POLL_MS = 20;

/** The demo as a process of its own, which starts the server as another. */
class DemoRun {
  readonly #process: TypescriptProcess;
  readonly #printed: Promise<readonly string[]>;

  constructor(dataDir: string) {
    this.#process = new TypescriptProcess(DEMO, [...SIZE, '--data', dataDir]);
    this.#printed = linesOf(this.#process);
  }

  /** Waits until so many tenths of the gifts are answered. */
  async hasPlayed(tenths: number): Promise<void> {
    const shown = new RegExp(`^ +[${tenths}-9]0%`, 'm');
    while (!shown.test(this.#process.errors)) {
      if (await this.#hasEnded()) throw new Error(`it ended early\n${this.#process.errors}`);
    }
  }

  kill(): Promise<void> {
    return this.#process.kill();
  }

  async interrupt(): Promise<number | NodeJS.Signals> {
    process.kill(this.#process.pid, 'SIGINT');
    return this.#process.ended;
  }

  /** What it printed, once it has ended by itself. */
  async result(): Promise<{ status: number | NodeJS.Signals; printed: string; errors: string }> {
    const status = await this.#process.ended;
    return { status, printed: (await this.#printed).join('\n'), errors: this.#process.errors };
  }

  #hasEnded(): Promise<boolean> {
    const soon = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), POLL_MS));
    return Promise.race([this.#process.ended.then(() => true), soon]);
  }
}

async function linesOf(program: TypescriptProcess): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const line of program.lines()) lines.push(line);
  return lines;
}

/** The books and the creator: what must not depend on how often it was stopped. */
const outcomeOf = (printed: string): string => printed.slice(printed.indexOf('\nmoney'));

describe('npm run demo', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'gifting-demo-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('ends the same, whether it was interrupted, killed, or never stopped', async () => {
    const dataDir = join(folder, 'stopped');
    const killed = new DemoRun(dataDir);
    await killed.hasPlayed(2);
    await killed.kill();

    const interrupted = new DemoRun(dataDir);
    await interrupted.hasPlayed(5);
    expect(await interrupted.interrupt()).toBe(130);

    const stopped = await new DemoRun(dataDir).result();
    const whole = await new DemoRun(join(folder, 'whole')).result();
    for (const { errors, printed, status } of [stopped, whole]) {
      expect({ status, errors }).toEqual({ status: 0, errors: expect.any(String) });
      expect(printed).toContain('balanced, nothing unexplained');
      expect(printed).toContain('Every answer is the one that the tape expects.');
    }
    expect(stopped.errors).toContain('begun before');
    expect(outcomeOf(stopped.printed)).toBe(outcomeOf(whole.printed));
  });
});
