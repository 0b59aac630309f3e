import { setImmediate as nextTurn } from 'node:timers/promises';
import { comparePositions, type Position, START } from '@gifting/kernel';
import type { ReadStore } from '@gifting/read-store';
import { foldEvents } from './fold-events';
import { type EventSource, Follower } from './follower';
import { Progress } from './progress';
import type { ProjectedEvent, Projection } from './projection';

/** Events in position order; everything of the followed categories up to `scannedTo` was given. */
export interface ProjectedBatch {
  readonly events: readonly ProjectedEvent[];
  readonly scannedTo: Position;
}

export type ProjectionSource = EventSource<ProjectedBatch>;

export interface ProjectorOptions {
  readonly projection: Projection;
  readonly source: ProjectionSource;
  readonly store: ReadStore;
  /** Told of every failure, with the number of those in a row; the projector tries again by itself. */
  readonly onTrouble: (error: unknown, tries: number) => void;
}

/** A checkpoint that moves without any row is stored this often: an idle store should be idle. */
const EMPTY_MOVE_INTERVAL_MS = 1_000;

/**
 * Keeps the rows of one projection up with its events. Rows and checkpoint change in one write that is
 * refused unless they were computed from the stored ones, so any number of projectors may run, crash
 * and start again: each event counts once.
 */
export class Projector {
  #resolveCaughtUp: () => void = () => undefined;
  /** Resolves when the rows include the head given at the start. Stays open if stopped before. */
  readonly caughtUp = new Promise<void>((resolve) => (this.#resolveCaughtUp = resolve));
  readonly #follower: Follower<ProjectedBatch>;
  readonly #progress = new Progress();
  #stored: Position = START;
  #storedAtMs = Number.NEGATIVE_INFINITY;
  #stopped: Promise<void> | undefined;

  constructor(private readonly options: ProjectorOptions) {
    const { onTrouble, projection, source } = options;
    this.#follower = new Follower({
      streams: source,
      categories: projection.categories,
      after: async () => {
        await this.#loadCheckpoint();
        return this.#stored;
      },
      onBatch: async (batch) => {
        const isKept = await this.#project(batch);
        // Requests and timers get their turn even while everything comes from memory.
        await nextTurn();
        return isKept;
      },
      onTrouble,
    });
  }

  /** The rows include every event up to here. Falls only when the read store lost what it had. */
  get position(): Position {
    return this.#progress.position;
  }

  /** @param head the newest position of the source: `caughtUp` resolves there */
  start(head: Position): void {
    void this.#progress.reach(head).then((isReached) => {
      if (isReached) this.#resolveCaughtUp();
    });
    this.#follower.start();
  }

  /** Finishes the batch under way and stores the checkpoint. Waiting reads are answered false. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    await this.#follower.stop();
    await this.#storeEmptyMove().catch((error: unknown) => this.options.onTrouble(error, 1));
    this.#progress.close();
  }

  /** Whether the rows include the position before the time is over. */
  waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    return this.#progress.reach(position, timeoutMs);
  }

  /** False when the store holds less than it did: the events since must be read again. */
  async #project({ events, scannedTo }: ProjectedBatch): Promise<boolean> {
    const { projection, store } = this.options;
    // Another projector may have stored this batch, or a part of it, already.
    while (comparePositions(this.#stored, scannedTo) < 0) {
      const news = events.filter(({ position }) => comparePositions(position, this.#stored) > 0);
      const writes = await foldEvents(store, projection.name, projection, news);
      if (writes.length === 0 && performance.now() - this.#storedAtMs < EMPTY_MOVE_INTERVAL_MS) {
        this.#progress.moveTo(scannedTo);
        return true;
      }
      const commit = { expected: this.#stored, next: scannedTo, writes };
      if (await store.commit(projection.name, commit)) {
        this.#stored = scannedTo;
        this.#storedAtMs = performance.now();
        this.#progress.moveTo(scannedTo);
      } else if (!(await this.#loadCheckpoint())) {
        return false;
      }
    }
    return true;
  }

  /** False when the store holds less than it did. */
  async #loadCheckpoint(): Promise<boolean> {
    const before = this.#stored;
    this.#stored = await this.options.store.checkpoint(this.options.projection.name);
    const isLost = comparePositions(this.#stored, before) < 0;
    if (isLost) this.#progress.fallBackTo(this.#stored);
    this.#progress.moveTo(this.#stored);
    return !isLost;
  }

  async #storeEmptyMove(): Promise<void> {
    const { projection, store } = this.options;
    const { position: next } = this.#progress;
    if (comparePositions(this.#stored, next) >= 0) return;
    // When refused, another projector has stored a checkpoint of its own.
    await store.commit(projection.name, { expected: this.#stored, next, writes: [] });
  }
}
