import type { ServerResponse } from 'node:http';

/** Below this many requests in flight nobody is turned away. */
export const MIN_IN_FLIGHT = 1_024;
export const DEFAULT_MAX_IN_FLIGHT = 4_096;
/** Each open answer costs a socket and a few kilobytes, but no work while nothing happens. */
export const MAX_OPEN = 20_000;

/**
 * Counts the requests in flight and turns away what is above the limit, before anything is recorded.
 * Answers that stay open, such as live feeds, are counted apart: they would use up a limit that is
 * meant for work. One instance may serve several applications of a process.
 */
export class Admission {
  #inFlight = 0;
  #isEnding = false;
  readonly #open = new Map<ServerResponse, () => void>();

  /** @throws RangeError for a limit below 1,024 */
  constructor(
    private readonly maxInFlight: number = DEFAULT_MAX_IN_FLIGHT,
    private readonly maxOpen: number = MAX_OPEN,
  ) {
    if (!(maxInFlight >= MIN_IN_FLIGHT)) {
      throw new RangeError(`at least ${MIN_IN_FLIGHT} requests in flight must be admitted`);
    }
  }

  /** Counts a request until its response is closed; false when there are too many. */
  admit(response: ServerResponse): boolean {
    if (this.#inFlight >= this.maxInFlight) return false;
    this.#inFlight += 1;
    // Unlike 'finish', 'close' also comes when the client goes away before the answer.
    response.once('close', this.#leave);
    return true;
  }

  /**
   * Counts an admitted request as an open answer from now on.
   * @param end called once `endOpen` asks for it
   * @returns false when too many are open, when all of them are ending, or when the client is gone
   */
  stayOpen(response: ServerResponse, end: () => void): boolean {
    if (this.#isEnding || this.#open.size >= this.maxOpen) return false;
    if (response.listenerCount('close', this.#leave) === 0) return false;
    response.off('close', this.#leave);
    this.#leave();
    this.#open.set(response, end);
    response.once('close', () => this.#open.delete(response));
    return true;
  }

  /** Ends all open answers, and refuses new ones: a stop should not wait for them. */
  endOpen(): void {
    this.#isEnding = true;
    for (const end of this.#open.values()) end();
  }

  readonly #leave = (): void => {
    this.#inFlight -= 1;
  };
}
