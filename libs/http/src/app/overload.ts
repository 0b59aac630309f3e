import type { ServerResponse } from 'node:http';

/** Below this many requests in flight nobody is turned away. */
export const MIN_IN_FLIGHT = 1_024;
export const DEFAULT_MAX_IN_FLIGHT = 4_096;

/**
 * Counts the requests in flight and turns away what is above the limit, before anything is recorded.
 * One instance may serve several applications of a process.
 */
export class Admission {
  #inFlight = 0;

  /** @throws RangeError for a limit below 1,024 */
  constructor(private readonly maxInFlight: number = DEFAULT_MAX_IN_FLIGHT) {
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

  readonly #leave = (): void => {
    this.#inFlight -= 1;
  };
}
