import type { Trouble } from './bus.port';

/** The failures of one subscription that have not ended yet. */
export class Troubles {
  readonly #current = new Map<number | undefined, Trouble>();

  constructor(private readonly topic: string) {}

  /** Notes one more failure in a row and returns how many there have been. */
  raise(partition: number | undefined, error: unknown): number {
    const { tries = 0, since = new Date() } = this.#current.get(partition) ?? {};
    this.#current.set(partition, {
      topic: this.topic,
      partition,
      error,
      tries: tries + 1,
      since,
    });
    return tries + 1;
  }

  clear(partition: number | undefined): void {
    this.#current.delete(partition);
  }

  /** Forgets the partitions that are no longer ours. */
  keepOnly(partitions: readonly number[]): void {
    for (const partition of this.#current.keys()) {
      if (partition !== undefined && !partitions.includes(partition)) this.clear(partition);
    }
  }

  get list(): readonly Trouble[] {
    return [...this.#current.values()];
  }
}
