import type { Admin } from 'kafkajs';
import { tryAgain } from './try-again';

/** Tells when the messages that a topic held at the start have been handled by their group. */
export class CatchUp {
  readonly done: Promise<void>;
  #resolve = (): void => undefined;
  #owned: readonly number[] | undefined;
  /** Per partition the end that is still to be reached. */
  readonly #missing = new Map<number, bigint>();

  constructor(
    private readonly admin: Admin,
    private readonly topic: string,
    private readonly groupId: string,
    private readonly signal: AbortSignal,
  ) {
    this.done = new Promise((resolve) => (this.#resolve = resolve));
  }

  /** Notes the ends. Before the consumer starts. */
  async begin(): Promise<void> {
    const ends = await tryAgain(() => this.admin.fetchTopicOffsets(this.topic), this.signal);
    for (const { partition, low, high } of ends) {
      if (low !== high) this.#missing.set(partition, BigInt(high));
    }
  }

  /** Everything before this offset has been handled. */
  reached(partition: number, offset: bigint): void {
    const end = this.#missing.get(partition);
    if (end !== undefined && offset >= end) this.#missing.delete(partition);
    this.#check();
  }

  /**
   * The group gave us these partitions; others in it may have handled parts of them before.
   * Asks until it is answered or stopped; never rejects.
   */
  async assigned(partitions: readonly number[]): Promise<void> {
    this.#owned = partitions;
    if (this.#missing.size > 0) await this.#readCommitted().catch(() => undefined);
    this.#check();
  }

  async #readCommitted(): Promise<void> {
    const { groupId, topic } = this;
    const read = () => this.admin.fetchOffsets({ groupId, topics: [topic] });
    const [committed] = await tryAgain(read, this.signal, Infinity);
    for (const { partition, offset } of committed?.partitions ?? []) {
      this.reached(partition, BigInt(offset));
    }
  }

  #check(): void {
    if (this.#owned?.every((partition) => !this.#missing.has(partition))) this.#resolve();
  }
}
