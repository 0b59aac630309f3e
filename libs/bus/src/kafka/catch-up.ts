import type { LoggerService } from '@nestjs/common';
import type { Admin } from 'kafkajs';
import { retryPause } from '../retry-pause';

/** About three seconds. */
const BEGIN_TRIES = 6;

/** Tells when the messages that a topic held at the start have been handled by their group. */
export class CatchUp {
  readonly done: Promise<void>;
  #resolve = (): void => undefined;
  #owned: readonly number[] | undefined;
  /** Per partition the end that is still to be reached. */
  readonly #missing = new Map<number, bigint>();

  constructor(
    private readonly connection: { readonly admin: Admin; readonly logger: LoggerService },
    private readonly topic: string,
    private readonly groupId: string,
    private readonly signal: AbortSignal,
  ) {
    this.done = new Promise((resolve) => (this.#resolve = resolve));
  }

  /** Notes the ends. Before the consumer starts. */
  async begin(): Promise<void> {
    const ends = await this.#tryAgain(
      () => this.connection.admin.fetchTopicOffsets(this.topic),
      BEGIN_TRIES,
    );
    for (const { partition, low, high } of ends ?? []) {
      if (low !== high) this.#missing.set(partition, BigInt(high));
    }
  }

  /** Everything before this offset has been handled. */
  reached(partition: number, offset: bigint): void {
    const end = this.#missing.get(partition);
    if (end !== undefined && offset >= end) this.#missing.delete(partition);
    this.#check();
  }

  /** The group gave us these partitions; others in it may have handled parts of them before. */
  async assigned(partitions: readonly number[]): Promise<void> {
    this.#owned = partitions;
    if (this.#missing.size > 0) await this.#tryAgain(() => this.#readCommitted(), Infinity);
    this.#check();
  }

  async #readCommitted(): Promise<void> {
    const { groupId, topic } = this;
    const [committed] = await this.connection.admin.fetchOffsets({ groupId, topics: [topic] });
    for (const { partition, offset } of committed?.partitions ?? []) {
      this.reached(partition, BigInt(offset));
    }
  }

  #check(): void {
    if (this.#owned?.every((partition) => !this.#missing.has(partition))) this.#resolve();
  }

  /** Leaders change, also right after a topic was made. Gives up silently when stopped. */
  async #tryAgain<T>(ask: () => Promise<T>, mostTries: number): Promise<T | undefined> {
    for (let tries = 1; !this.signal.aborted; tries++) {
      try {
        return await ask();
      } catch (error) {
        if (tries === mostTries) throw error;
        this.connection.logger.debug?.(
          `offsets of ${this.topic} could not be read yet: ${String(error)}`,
        );
        await retryPause(tries, this.signal);
      }
    }
    return undefined;
  }
}
