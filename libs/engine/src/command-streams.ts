import {
  type Actor,
  type Append,
  emptyStream,
  type EventStore,
  NO_STREAM,
  sealEvents,
  type StoredEvent,
} from '@gifting/event-store';
import { type DomainEvent, refuse, type Refusal } from '@gifting/kernel';
import type { Clock } from './clock';
import type { AnyStreamKind } from './stream-kind';
import { afterAppend, type StreamCache } from './stream-cache';
import type { StreamWatcher } from './stream-watcher';

/** A POST that changes something, ready to be recorded in a stream of its own. */
export interface CommandRequest {
  readonly target: AnyStreamKind;
  /** Named by the command id. */
  readonly stream: string;
  /** SHA-256 of path parameters and validated body. */
  readonly requestHash: string;
  readonly actor: Actor;
  readonly traceId: string;
  /** Refuses the command unless it is recorded already, in which case what is recorded is the answer. */
  readonly refusal?: Refusal;
  /** The event that records the request at the given time. */
  record(now: string): DomainEvent;
  /** Whether an event of the stream decides what the caller waits for. */
  isOutcome(event: StoredEvent): boolean;
}

export interface CommandAnswer {
  /** The key was used before with the same content; nothing was recorded now. */
  readonly replayed: boolean;
  /** The command's stream, from the request to the outcome if it is known. */
  readonly events: readonly StoredEvent[];
  /** False when the outcome took longer than the caller wants to wait. */
  readonly decided: boolean;
}

/**
 * Exactly-once POSTs: every command is appended to a stream of its own at "no stream", and answered
 * from that stream alone. The store refuses a second one, and the recorded hash tells a replay from
 * another content under the same key. What the command leads to arrives through the feeds.
 */
export class CommandStreams {
  constructor(
    private readonly store: EventStore,
    private readonly cache: StreamCache,
    private readonly watcher: StreamWatcher,
    private readonly clock: Clock,
  ) {}

  /**
   * Records the commands that are new, in one call of the store, and waits for all outcomes.
   * Answers in the order of the requests: a refusal before anything was recorded, or what the
   * command's stream says by `waitMs`. Streams must differ within one call.
   */
  async execute(
    requests: readonly CommandRequest[],
    waitMs: number,
  ): Promise<readonly (CommandAnswer | Refusal)[]> {
    const calls = requests.map((request) => new WaitingCall(request, this.watcher));
    try {
      await this.#record(calls.filter(({ request }) => request.refusal === undefined));
      const old = calls.filter(({ recorded }) => !recorded);
      await Promise.all(old.map((call) => this.#readRecorded(call)));
      return await Promise.all(calls.map((call) => this.#answer(call, waitMs)));
    } finally {
      for (const call of calls) call.close();
    }
  }

  async #record(calls: readonly WaitingCall[]): Promise<void> {
    if (calls.length === 0) return;
    const recordedAt = this.clock.now();
    const appends = calls.map(({ request }): Append => {
      const { actor, requestHash, traceId } = request;
      const metadata = { actor, recordedAt, requestHash, traceId };
      return sealEvents(request.stream, NO_STREAM, [
        { event: request.record(recordedAt), metadata },
      ]);
    });
    const results = await this.cache.append(appends);
    results.forEach(({ outcome }, index) => {
      const [call, append] = [calls[index] as WaitingCall, appends[index] as Append];
      if (outcome !== 'appended') return;
      call.recorded = true;
      this.#keepState(call.request.target, append);
    });
  }

  /** When the wait is over, the stream itself tells what is known: a watcher may be behind it. */
  async #answer(call: WaitingCall, waitMs: number): Promise<CommandAnswer | Refusal> {
    await call.wait(waitMs);
    if (!call.isSettled) {
      // What was recorded ahead of the disk can be read, and told, when it is durable.
      await this.cache.durable();
      call.takeAll(await this.store.readStream(call.request.stream));
    }
    return call.answer;
  }

  /** The consumer of the outcome need not read the stream that was written a moment ago. */
  #keepState(target: AnyStreamKind, append: Append): void {
    this.cache.keep(
      append.stream,
      afterAppend(target, emptyStream(target.decider.initial), append),
    );
  }

  async #readRecorded(call: WaitingCall): Promise<void> {
    const { stream, requestHash, refusal } = call.request;
    await this.cache.durable();
    const events = await this.store.readStream(stream);
    const [first] = events;
    if (first === undefined) {
      // Without a refusal the append found the stream taken, so it must be there.
      call.refuse(refusal ?? refuse('overloaded', 'the command could not be recorded; try again'));
    } else if (first.metadata.requestHash !== requestHash) {
      call.refuse(
        refuse('idempotency-mismatch', 'this Idempotency-Key was used before with other content'),
      );
    } else {
      call.takeAll(events);
    }
  }
}

/** One request between its arrival and its answer. */
class WaitingCall {
  /** Whether this call is the one that recorded the command. */
  recorded = false;
  #events: StoredEvent[] = [];
  #refusal: Refusal | undefined;
  #decided = false;
  #wake: (() => void) | undefined;
  readonly #unwatch: () => void;

  constructor(
    readonly request: CommandRequest,
    watcher: StreamWatcher,
  ) {
    // Watching begins before the append, so that no event of the stream can be missed.
    this.#unwatch = watcher.watch(request.stream, (event) => this.#take(event));
  }

  takeAll(events: readonly StoredEvent[]): void {
    for (const event of events) this.#take(event);
  }

  refuse(refusal: Refusal): void {
    this.#refusal = refusal;
  }

  /** Resolves when nothing more is to be waited for, or when the time is over. */
  async wait(waitMs: number): Promise<void> {
    if (this.isSettled || waitMs <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  get isSettled(): boolean {
    return this.#decided || this.#refusal !== undefined;
  }

  get answer(): CommandAnswer | Refusal {
    if (this.#refusal !== undefined) return this.#refusal;
    return { replayed: !this.recorded, events: this.#events, decided: this.#decided };
  }

  close(): void {
    this.#unwatch();
  }

  #take(event: StoredEvent): void {
    if (this.#decided || event.revision !== this.#events.length) return;
    this.#events.push(event);
    this.#decided = this.request.isOutcome(event);
    if (this.#decided) this.#wake?.();
  }
}
