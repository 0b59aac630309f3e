import type { Actor, EventStore } from '@gifting/event-store';
import { type DomainEvent, refuse, type Refusal } from '@gifting/kernel';
import type { CommandHandler } from './command-handler';
import type { AnyStreamKind } from './stream-kind';
import { emptyStream, readEvents, type StreamEvent } from './stream-state';
import type { StreamWatcher } from './stream-watcher';

/** A POST that changes something, ready to be recorded in a stream of its own. */
export interface CommandRequest<Event extends DomainEvent = DomainEvent> {
  readonly kind: AnyStreamKind & KindOf<Event>;
  /** Named by the command id. */
  readonly stream: string;
  /** SHA-256 of path parameters and validated body. */
  readonly requestHash: string;
  readonly actor: Actor;
  readonly traceId: string;
  /**
   * The command that records the request at the given time. When the rules refuse it, nothing is
   * recorded and the key stays unused.
   */
  command(now: string): unknown;
  /** Whether an event of the stream decides what the caller waits for. */
  isOutcome(event: StreamEvent<Event>): boolean;
}

/** A kind of streams that hold such events. */
interface KindOf<Event extends DomainEvent> {
  readonly decider: { decide(command: never, state: never): readonly Event[] | Refusal };
}

export interface CommandAnswer<Event extends DomainEvent = DomainEvent> {
  /** The key was used before with the same content; nothing was recorded now. */
  readonly replayed: boolean;
  /** The command's stream, from the request to the outcome if it is known. */
  readonly events: readonly StreamEvent<Event>[];
  /** False when the outcome took longer than the caller wants to wait. */
  readonly decided: boolean;
}

/**
 * Exactly-once POSTs: every command is appended to a stream of its own at "no stream", and answered
 * from that stream alone. The store refuses a second one, and the recorded hash distinguishes a replay
 * from other content under the same key. What the command leads to arrives through the feeds.
 */
export class CommandStreams {
  constructor(
    private readonly store: EventStore,
    private readonly handler: CommandHandler,
    private readonly watcher: StreamWatcher,
  ) {}

  /**
   * Records the commands that are new, in one call of the store, and waits for all outcomes.
   * Answers in the order of the requests: a refusal before anything was recorded, or what the
   * command's stream says by `waitMs`. Streams must differ within one call.
   * @throws whatever the rules throw
   */
  async execute<Event extends DomainEvent>(
    requests: readonly CommandRequest<Event>[],
    waitMs: number,
  ): Promise<readonly (CommandAnswer<Event> | Refusal)[]> {
    const calls = requests.map((request) => new WaitingCall<Event>(request, this.watcher));
    try {
      await this.#record(calls);
      const old = calls.filter(({ recorded }) => !recorded);
      await Promise.all(old.map((call) => this.#readRecorded(call)));
      return await Promise.all(calls.map((call) => this.#answer(call, waitMs)));
    } finally {
      for (const call of calls) call.close();
    }
  }

  async #record<Event extends DomainEvent>(calls: readonly WaitingCall<Event>[]): Promise<void> {
    const outcomes = await this.handler.handle(
      calls.map(({ request }) => {
        const { actor, kind, requestHash, stream, traceId } = request;
        return {
          kind,
          stream,
          asked: { actor, requestHash, traceId },
          on: emptyStream(kind.decider.initial),
          command: (now: string) => request.command(now),
        };
      }),
    );
    outcomes.forEach((outcome, index) => {
      const call = calls[index];
      if (call === undefined) return;
      if (outcome.outcome === 'failed') throw outcome.error;
      if (outcome.outcome === 'appended') call.recorded = true;
      if (outcome.outcome === 'refused') call.refusalOfRules = outcome.refusal;
    });
  }

  /** When the wait is over, the stream itself says what is known: a watcher may lag. */
  async #answer<Event extends DomainEvent>(
    call: WaitingCall<Event>,
    waitMs: number,
  ): Promise<CommandAnswer<Event> | Refusal> {
    await call.wait(waitMs);
    if (!call.isSettled) {
      // What may not be on disk yet can be answered with once it is.
      await this.handler.durable();
      call.takeAll(await readEvents<Event>(this.store, call.request.stream));
    }
    return call.answer;
  }

  async #readRecorded<Event extends DomainEvent>(call: WaitingCall<Event>): Promise<void> {
    const { stream, requestHash } = call.request;
    await this.handler.durable();
    const events = await readEvents<Event>(this.store, stream);
    const [first] = events;
    if (first === undefined) {
      // Without a refusal the append found the stream taken, so it must be there.
      call.refuse(
        call.refusalOfRules ?? refuse('overloaded', 'the command could not be recorded; try again'),
      );
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
class WaitingCall<Event extends DomainEvent> {
  /** Whether this call is the one that recorded the command. */
  recorded = false;
  /** What the rules said instead of recording it; what is recorded already comes first. */
  refusalOfRules: Refusal | undefined;
  #events: StreamEvent<Event>[] = [];
  #refusal: Refusal | undefined;
  #decided = false;
  #wake: (() => void) | undefined;
  readonly #unwatch: () => void;

  constructor(
    readonly request: CommandRequest<Event>,
    watcher: StreamWatcher,
  ) {
    // Watching begins before the append, so that no event of the stream can be missed.
    this.#unwatch = watcher.watch(request.stream, (event) => this.#take(event));
  }

  takeAll(events: readonly StreamEvent<Event>[]): void {
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

  get answer(): CommandAnswer<Event> | Refusal {
    if (this.#refusal !== undefined) return this.#refusal;
    return { replayed: !this.recorded, events: this.#events, decided: this.#decided };
  }

  close(): void {
    this.#unwatch();
  }

  #take(event: StreamEvent<Event>): void {
    if (this.#decided || event.revision !== this.#events.length) return;
    this.#events.push(event);
    this.#decided = this.request.isOutcome(event);
    if (this.#decided) this.#wake?.();
  }
}
