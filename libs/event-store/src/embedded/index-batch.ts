/** Consecutive events of one stream. */
export interface Run {
  readonly firstRevision: number;
  readonly offsets: readonly number[];
}

/** Events that go into the index together, in memory until then. */
export class IndexBatch {
  readonly #runs = new Map<string, { firstRevision: number; offsets: number[] }>();
  #events = 0;
  #lastOffset = 0;

  get runs(): Iterable<readonly [stream: string, run: Run]> {
    return this.#runs;
  }

  get events(): number {
    return this.#events;
  }

  /** Where the last of the events lies in the log. */
  get lastOffset(): number {
    return this.#lastOffset;
  }

  /** Adds the next event of a stream. */
  add(stream: string, revision: number, offset: number): void {
    const run = this.#runs.get(stream);
    if (run === undefined) this.#runs.set(stream, { firstRevision: revision, offsets: [offset] });
    else run.offsets.push(offset);
    this.#events += 1;
    this.#lastOffset = offset;
  }

  run(stream: string): Run | undefined {
    return this.#runs.get(stream);
  }

  /** The revision of a stream's last event here that lies before an offset. */
  lastRevision(stream: string, before: number): number | undefined {
    const run = this.#runs.get(stream);
    if (run === undefined) return undefined;
    const index = run.offsets.findLastIndex((offset) => offset < before);
    return index < 0 ? undefined : run.firstRevision + index;
  }
}
