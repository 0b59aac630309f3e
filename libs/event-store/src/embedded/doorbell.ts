/** Wakes those who wait for something to happen. */
export class Doorbell {
  #next: Promise<void> | undefined;
  #ring: (() => void) | undefined;
  #isDue = false;

  /** Resolves when the bell is rung next. */
  next(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      this.#ring = resolve;
    });
    return this.#next;
  }

  ring(): void {
    const ring = this.#ring;
    this.#next = undefined;
    this.#ring = undefined;
    ring?.();
  }

  /** Rings behind this turn of the event loop, once for all who ask in it. */
  ringSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.ring();
    });
  }
}
