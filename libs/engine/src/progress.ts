import { comparePositions, maxPosition, type Position, START } from '@gifting/kernel';

interface Waiter {
  readonly position: Position;
  readonly settle: (isReached: boolean) => void;
}

/** How far something has come in the order of the store, and who waits for it to come further. */
export class Progress {
  #position: Position = START;
  #isClosed = false;
  readonly #waiters = new Set<Waiter>();

  /** Everything up to here is done. */
  get position(): Position {
    return this.#position;
  }

  includes(position: Position): boolean {
    return comparePositions(this.#position, position) >= 0;
  }

  /** Never goes back. */
  moveTo(position: Position): void {
    this.#position = maxPosition(this.#position, position);
    for (const waiter of this.#waiters) {
      if (this.includes(waiter.position)) waiter.settle(true);
    }
  }

  /** Begins again from an earlier position: what was done since is lost. */
  fallBackTo(position: Position): void {
    this.#position = position;
  }

  /** Resolves once the position is reached: true; or false when the time is over, or at the end. */
  reach(position: Position, timeoutMs?: number): Promise<boolean> {
    if (this.includes(position)) return Promise.resolve(true);
    if (this.#isClosed) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (isReached: boolean): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        resolve(isReached);
      };
      const timer = timeoutMs === undefined ? undefined : setTimeout(settle, timeoutMs, false);
      const waiter = { position, settle };
      this.#waiters.add(waiter);
    });
  }

  /** Answers false to all who still wait. */
  close(): void {
    this.#isClosed = true;
    for (const waiter of this.#waiters) waiter.settle(false);
  }
}
