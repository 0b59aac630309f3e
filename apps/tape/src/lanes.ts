/**
 * Runs tasks so many at once. Tasks that share a name run one after another, in the order in which
 * they were started; others overtake each other freely.
 */
export class Lanes {
  /** Of each name, the end of the last task that was started under it. */
  readonly #last = new Map<string, Promise<void>>();
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | undefined;

  constructor(private readonly width: number) {}

  /**
   * Resolves once the task has its place among those that run, or wait for one ahead of them.
   * @throws what any task threw
   */
  async start(names: readonly string[], task: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.width) await Promise.race(this.#running);
    this.#throwFailure();
    const ahead = names.flatMap((name) => this.#last.get(name) ?? []);
    const run = Promise.all(ahead)
      .then(() => (this.#failure === undefined ? task() : undefined))
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#forget(names, run));
    this.#running.add(run);
    for (const name of names) this.#last.set(name, run);
  }

  /**
   * Resolves when every task has ended.
   * @throws what any task threw
   */
  async idle(): Promise<void> {
    await Promise.all(this.#running);
    this.#throwFailure();
  }

  #forget(names: readonly string[], run: Promise<void>): void {
    this.#running.delete(run);
    for (const name of names) if (this.#last.get(name) === run) this.#last.delete(name);
  }

  #throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
