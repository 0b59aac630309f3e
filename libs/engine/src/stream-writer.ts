import {
  type Append,
  type EventMetadata,
  sealEvents,
  type StreamState,
} from '@gifting/event-store';
import { type DomainEvent, isRefusal, type Refusal } from '@gifting/kernel';
import type { Clock } from './clock';
import type { StreamKind } from './stream-kind';
import { afterAppend, type StreamCache } from './stream-cache';

/** A command to a stream that may exist already, told apart by its natural key. */
export interface WriteRequest<Command, Event extends DomainEvent, State> {
  readonly target: StreamKind<Command, Event, State>;
  readonly stream: string;
  readonly metadata: Omit<EventMetadata, 'recordedAt'>;
  command(now: string): Command;
}

export interface WriteAnswer<State> {
  /** Whether anything was appended: a command that finds its work done appends nothing. */
  readonly written: boolean;
  readonly refusal: Refusal | undefined;
  /** The stream behind the command. */
  readonly after: StreamState<State>;
}

/**
 * Loads, decides and appends at the expected revision. Where another writer comes first, the stream is
 * loaded again and decided again, so a decision never rests on an old state.
 */
export class StreamWriter {
  constructor(
    private readonly cache: StreamCache,
    private readonly clock: Clock,
  ) {}

  /**
   * Answers in the order of the requests, when all that the answers rest on is durable. Requests for the same stream are decided in that order.
   */
  async execute<Command, Event extends DomainEvent, State>(
    requests: readonly WriteRequest<Command, Event, State>[],
  ): Promise<readonly WriteAnswer<State>[]> {
    const answers = new Array<WriteAnswer<State> | undefined>(requests.length).fill(undefined);
    let open = [...requests.keys()];
    while (open.length > 0) {
      const turn = onePerStream(open, requests);
      await this.#decideAndAppend(turn, requests, answers);
      open = open.filter((index) => answers[index] === undefined);
    }
    // An answer that changes nothing rests on what others wrote ahead of the disk, too.
    await this.cache.durable();
    return answers as WriteAnswer<State>[];
  }

  async #decideAndAppend<Command, Event extends DomainEvent, State>(
    turn: readonly number[],
    requests: readonly WriteRequest<Command, Event, State>[],
    answers: (WriteAnswer<State> | undefined)[],
  ): Promise<void> {
    const loaded = await Promise.all(
      turn.map((index) => {
        const { target, stream } = requests[index] as WriteRequest<Command, Event, State>;
        return this.cache.load(target, stream);
      }),
    );
    // Nothing waits between here and the append: `recordedAt` must not fall in the embedded log.
    const now = this.clock.now();
    const appends: { index: number; append: Append; after: StreamState<State> }[] = [];
    turn.forEach((index, place) => {
      const request = requests[index] as WriteRequest<Command, Event, State>;
      const before = loaded[place] as StreamState<State>;
      const recordedAt = before.recordedAt > now ? before.recordedAt : now;
      const decision = request.target.decider.decide(request.command(recordedAt), before.state);
      if (isRefusal(decision) || decision.length === 0) {
        const refusal = isRefusal(decision) ? decision : undefined;
        answers[index] = { written: false, refusal, after: before };
        return;
      }
      const { actor, requestHash, traceId } = request.metadata;
      const metadata: EventMetadata = {
        ...(actor === undefined ? {} : { actor }),
        recordedAt,
        ...(requestHash === undefined ? {} : { requestHash }),
        ...(traceId === undefined ? {} : { traceId }),
      };
      const append = sealEvents(
        request.stream,
        before.revision,
        decision.map((event) => ({ event, metadata })),
      );
      const after = afterAppend(request.target, before, append);
      appends.push({ index, append, after });
    });
    if (appends.length === 0) return;
    const results = await this.cache.append(appends.map(({ append }) => append));
    appends.forEach(({ index, append, after }, place) => {
      if (results[place]?.outcome === 'appended') {
        this.cache.keep(append.stream, after);
        answers[index] = { written: true, refusal: undefined, after };
      } else {
        this.cache.drop(append.stream);
      }
    });
  }
}

/** The first open request of each stream. */
function onePerStream(
  open: readonly number[],
  requests: readonly { readonly stream: string }[],
): number[] {
  const taken = new Set<string>();
  return open.filter((index) => {
    const stream = requests[index]?.stream ?? '';
    if (taken.has(stream)) return false;
    taken.add(stream);
    return true;
  });
}
