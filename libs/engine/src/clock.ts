/**
 * The time that is recorded. It never goes back within a process, whatever the system's clock does.
 * Token expiry, waits and heartbeats stay on system time.
 */
export abstract class Clock {
  /** Milliseconds since 1970. */
  abstract nowMs(): number;

  #lastMs = 0;
  #lastText = '';

  /** RFC 3339 UTC with milliseconds; such texts sort as the times do. */
  now(): string {
    const ms = this.nowMs();
    if (ms !== this.#lastMs) {
      this.#lastMs = ms;
      this.#lastText = new Date(ms).toISOString();
    }
    return this.#lastText;
  }
}

/** The system's time, held where it steps back and never before what was recorded last. */
export class SystemClock extends Clock {
  #floorMs: number;

  constructor(lastRecordedAtMs = 0) {
    super();
    this.#floorMs = lastRecordedAtMs;
  }

  override nowMs(): number {
    this.#floorMs = Math.max(this.#floorMs, Date.now());
    return this.#floorMs;
  }
}

/** A clock that only moves when told to, for tests and rehearsals. */
export class ManualClock extends Clock {
  #nowMs: number;
  readonly #listeners = new Set<() => void>();

  constructor(startMs: number) {
    super();
    this.#nowMs = startMs;
  }

  override nowMs(): number {
    return this.#nowMs;
  }

  /** Answers false and changes nothing when the new time lies before the present one. */
  moveTo(ms: number): boolean {
    if (ms < this.#nowMs) return false;
    this.#nowMs = ms;
    for (const listener of this.#listeners) listener();
    return true;
  }

  /** Tells whoever has something due. */
  onMove(listener: () => void): void {
    this.#listeners.add(listener);
  }
}
