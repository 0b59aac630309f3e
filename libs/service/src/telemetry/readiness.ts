/** Something that is not ready, and why. */
export interface Waiting {
  readonly name: string;
  readonly reason: string;
}

/** What `/health/ready` asks; the abstract class is the injection token. */
export abstract class ReadinessSource {
  /** What is still waited for; empty when ready. */
  abstract waitingFor(): readonly Waiting[] | Promise<readonly Waiting[]>;
}

/** One thing that must be ready, such as a consumer that has to catch up. */
export interface ReadinessCheck {
  ready(): void;
  waiting(reason: string): void;
  /** For ever: nothing that comes later makes it ready again. */
  failed(reason: string): void;
}

interface CheckState {
  readonly reason: string | undefined;
  readonly isFinal: boolean;
}

/** Collects what a process waits for before it takes requests. */
export class Readiness extends ReadinessSource {
  readonly #checks = new Map<string, CheckState>();
  readonly #questions: { readonly name: string; readonly reasonOf: () => string | undefined }[] =
    [];
  #waiting: (() => void)[] = [];

  /**
   * Adds something that must be ready; until it says so, the process is not.
   * @throws Error when the name is taken
   */
  expect(name: string, reason = 'has not started'): ReadinessCheck {
    if (this.#checks.has(name)) throw new Error(`readiness already waits for ${name}`);
    this.#checks.set(name, { reason, isFinal: false });
    return {
      ready: () => this.#change(name, undefined),
      waiting: (why) => this.#change(name, why),
      failed: (why) => this.#change(name, why, true),
    };
  }

  /** Adds something that is asked whenever readiness is; it answers why it is not ready, or nothing. */
  ask(name: string, reasonOf: () => string | undefined): void {
    this.#questions.push({ name, reasonOf });
  }

  /** Resolves as soon as all that is expected is ready; what is only asked does not count. */
  whenReady(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#tellWaiting();
    });
  }

  override waitingFor(): readonly Waiting[] {
    const told = [...this.#checks].map(([name, { reason }]) => ({ name, reason }));
    const asked = this.#questions.map(({ name, reasonOf }) => ({ name, reason: reasonOf() }));
    return [...told, ...asked].flatMap(({ name, reason }) =>
      reason === undefined ? [] : [{ name, reason }],
    );
  }

  #change(name: string, reason: string | undefined, isFinal = false): void {
    if (this.#checks.get(name)?.isFinal) return;
    this.#checks.set(name, { reason, isFinal });
    this.#tellWaiting();
  }

  #tellWaiting(): void {
    if ([...this.#checks.values()].some(({ reason }) => reason !== undefined)) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
