import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { comparePositions, maxPosition, type Position, START } from '@gifting/kernel';
import { foldEvents } from './fold-events';
import type { ProjectedEvent, Projection } from './projection';
import type { ReadStore } from '@gifting/read-store';

/** Events in position order; everything of the followed categories up to `scannedTo` was given. */
export interface ProjectedBatch {
  readonly events: readonly ProjectedEvent[];
  readonly scannedTo: Position;
}

/** Where events come from. The event store has this shape. */
export interface ProjectionSource {
  /** What is behind a position, then what comes, until the signal aborts. */
  follow(follow: {
    readonly after: Position;
    readonly categories: readonly string[];
    readonly signal: AbortSignal;
  }): AsyncIterable<ProjectedBatch>;
}

export interface ProjectorOptions {
  readonly projection: Projection;
  readonly source: ProjectionSource;
  readonly store: ReadStore;
  /** Told of every failure, with the number of those in a row; the projector tries again by itself. */
  readonly onTrouble: (error: unknown, tries: number) => void;
}

interface Waiter {
  readonly position: Position;
  readonly settle: (isReached: boolean) => void;
}

/** A checkpoint that moves without any row is stored this often: an idle store should be idle. */
const EMPTY_MOVE_INTERVAL_MS = 1_000;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Keeps the rows of one projection up with its events. Rows and checkpoint change in one write that is
 * refused unless they were computed from the stored ones, so any number of projectors may run, crash
 * and start again: each event counts once.
 */
export class Projector {
  /** Resolves when the rows include the head given at the start. Stays open if stopped before. */
  readonly caughtUp: Promise<void>;

  private reached: Position = START;
  private stored: Position = START;
  private storedAt = Number.NEGATIVE_INFINITY;
  private failures = 0;
  private head: Position | undefined;
  private resolveCaughtUp: () => void = () => undefined;
  private running: Promise<void> | undefined;
  private readonly stopping = new AbortController();
  private readonly waiters = new Set<Waiter>();

  constructor(private readonly options: ProjectorOptions) {
    this.caughtUp = new Promise((resolve) => (this.resolveCaughtUp = resolve));
  }

  /** The rows include every event up to here. Falls only when the read store lost what it had. */
  get position(): Position {
    return this.reached;
  }

  /** @param head the newest position of the source: `caughtUp` resolves there */
  start(head: Position): void {
    this.head = head;
    this.running ??= this.run();
  }

  /** Finishes the batch under way and stores the checkpoint. Whoever still waits is answered false. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    for (const waiter of this.waiters) waiter.settle(false);
  }

  /** Whether the rows include the position before the time is over. */
  waitFor(position: Position, timeoutMs: number): Promise<boolean> {
    if (this.includes(position)) return Promise.resolve(true);
    if (this.stopping.signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (isReached: boolean) => {
        clearTimeout(timer);
        this.waiters.delete(waiter);
        resolve(isReached);
      };
      const timer = setTimeout(settle, timeoutMs, false);
      const waiter = { position, settle };
      this.waiters.add(waiter);
    });
  }

  private async run(): Promise<void> {
    const { onTrouble } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.followFromCheckpoint();
      } catch (error) {
        onTrouble(error, ++this.failures);
        await sleep(pauseMs(this.failures), undefined, { signal }).catch(() => undefined);
      }
    }
    await this.storeEmptyMove().catch((error: unknown) => onTrouble(error, ++this.failures));
  }

  /** Returns when stopped, or when it has to begin again from another checkpoint. */
  private async followFromCheckpoint(): Promise<void> {
    const { projection, source } = this.options;
    const { signal } = this.stopping;
    await this.loadCheckpoint();
    const { categories } = projection;
    for await (const batch of source.follow({ after: this.stored, categories, signal })) {
      if (!(await this.project(batch)) || signal.aborted) return;
      this.failures = 0;
      // Requests and timers get their turn even while everything comes from memory.
      await nextTurn();
    }
    if (!signal.aborted) throw new Error(`the events of ${projection.name} ended`);
  }

  /** False when the store holds less than it did: the events since must be read again. */
  private async project({ events, scannedTo }: ProjectedBatch): Promise<boolean> {
    const { projection, store } = this.options;
    // Another projector may have stored this batch, or a part of it, already.
    while (comparePositions(this.stored, scannedTo) < 0) {
      const news = events.filter(({ position }) => comparePositions(position, this.stored) > 0);
      const writes = await foldEvents(store, projection.name, projection, news);
      if (writes.length === 0 && performance.now() - this.storedAt < EMPTY_MOVE_INTERVAL_MS) {
        this.moveTo(scannedTo);
        return true;
      }
      const commit = { expected: this.stored, next: scannedTo, writes };
      if (await store.commit(projection.name, commit)) {
        this.stored = scannedTo;
        this.storedAt = performance.now();
        this.moveTo(scannedTo);
      } else if (!(await this.loadCheckpoint())) {
        return false;
      }
    }
    return true;
  }

  /** False when the store holds less than it did. */
  private async loadCheckpoint(): Promise<boolean> {
    const before = this.stored;
    this.stored = await this.options.store.checkpoint(this.options.projection.name);
    const isLost = comparePositions(this.stored, before) < 0;
    if (isLost) this.reached = this.stored;
    this.moveTo(this.stored);
    return !isLost;
  }

  private async storeEmptyMove(): Promise<void> {
    const { projection, store } = this.options;
    if (comparePositions(this.stored, this.reached) >= 0) return;
    // When refused, another projector has stored a checkpoint of its own.
    await store.commit(projection.name, { expected: this.stored, next: this.reached, writes: [] });
  }

  private moveTo(position: Position): void {
    this.reached = maxPosition(this.reached, position);
    if (this.head !== undefined && this.includes(this.head)) this.resolveCaughtUp();
    for (const waiter of this.waiters) {
      if (this.includes(waiter.position)) waiter.settle(true);
    }
  }

  private includes(position: Position): boolean {
    return comparePositions(this.reached, position) >= 0;
  }
}

/** Doubles with each failure; the random half keeps many projectors from coming back at once. */
function pauseMs(tries: number): number {
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
  return pause * (0.5 + Math.random() / 2);
}
