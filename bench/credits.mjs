/**
 * Follows the creators' streams and knows when each gift was credited: what a gift is counted by.
 * Followers see durable events only.
 */
export class Credits {
  #abort = new AbortController();
  #running;
  /** Answered, not credited yet: when each began. */
  #open = new Map();
  /** Credited before the answer was here: when. */
  #early = new Map();
  #whenClear = () => undefined;
  /** From the beginning of a gift to its credit, in milliseconds. */
  #latenciesMs = [];
  #lastMs = 0;

  constructor(eventStore, after) {
    const follow = { after, categories: ['earnings'], signal: this.#abort.signal };
    this.#running = this.#follow(eventStore.follow(follow));
  }

  static async from(eventStore) {
    return new Credits(eventStore, await eventStore.head());
  }

  /** A gift was answered that had begun at a time of `performance.now()`. */
  answered(giftTxId, beganMs) {
    const creditedMs = this.#early.get(giftTxId);
    if (creditedMs === undefined) this.#open.set(giftTxId, beganMs);
    else {
      this.#early.delete(giftTxId);
      this.#latenciesMs.push(creditedMs - beganMs);
    }
  }

  /** Resolves when every answered gift is credited; answers what was seen since the last call. */
  async drained() {
    if (this.#open.size > 0) await new Promise((resolve) => (this.#whenClear = resolve));
    const seen = { latenciesMs: this.#latenciesMs, lastMs: this.#lastMs };
    this.#latenciesMs = [];
    return seen;
  }

  async stop() {
    this.#abort.abort();
    await this.#running;
  }

  async #follow(batches) {
    for await (const { events } of batches) {
      const nowMs = performance.now();
      for (const { type, data } of events) {
        if (type === 'DiamondsCredited') this.#credited(data.giftTxId, nowMs);
      }
      if (this.#open.size === 0) this.#whenClear();
    }
  }

  #credited(giftTxId, nowMs) {
    this.#lastMs = nowMs;
    const beganMs = this.#open.get(giftTxId);
    if (beganMs === undefined) this.#early.set(giftTxId, nowMs);
    else {
      this.#open.delete(giftTxId);
      this.#latenciesMs.push(nowMs - beganMs);
    }
  }
}
