import type { AppendResult, EventStreams } from '@gifting/event-store';
import type { Clock } from './clock';
import { decideAll, type StreamDecision } from './decide-all';
import { StreamCache } from './stream-cache';
import type { AnyStreamCommand, Outcome } from './stream-command';
import type { StreamState } from './stream-state';

export interface CommandHandlerOptions {
  /** Where streams are read and appended to. */
  readonly streams: EventStreams;
  readonly clock: Clock;
  /** Folded streams at hand; default none beyond those of one call. */
  readonly cache?: StreamCache;
  /** Called with the types of the events of every append that the store has taken. */
  readonly onAppended?: (types: readonly string[]) => void;
}

/** A command whose kind of streams has this state. */
type CommandOn<State> = AnyStreamCommand & {
  readonly kind: { readonly decider: { readonly initial: State } };
};

type Commands = ReadonlyMap<string, readonly AnyStreamCommand[]>;

/**
 * The one way in which events come about: loads streams, decides, times, seals and appends at the
 * expected revision, for HTTP calls, messages, processes and operators alike. Where another writer
 * comes first, the stream is loaded and decided again, so no decision rests on an old state.
 */
export class CommandHandler {
  readonly #cache: StreamCache;

  constructor(private readonly options: CommandHandlerOptions) {
    this.#cache = options.cache ?? new StreamCache(options.streams, 1);
  }

  /**
   * Answers in the order of the commands. Commands to one stream are decided in that order and go into
   * one append; all appends go to the store in one call. What was appended is durable once `durable`
   * has resolved: the streams may be those ahead of the disk.
   * @throws StoreOverloaded, UnknownOutcome, StoreFailed
   */
  async handle<State>(commands: readonly CommandOn<State>[]): Promise<readonly Outcome<State>[]> {
    const outcomes = new Map<AnyStreamCommand, Outcome<unknown>>();
    let open: Commands = byStream(commands);
    while (open.size > 0) {
      // Where all streams are at hand nothing is waited for.
      const states = this.#statesAtHand(open) ?? (await this.#load(open));
      // From here to the append nothing waits: `recordedAt` must not fall in the embedded log.
      const decisions = decideAll(open, states, this.options.clock.now());
      open = await this.#append(decisions, outcomes);
    }
    return commands.map((command) => outcomes.get(command) as Outcome<State>);
  }

  /** Whether the stream need not be read to be decided on. */
  hasAtHand(stream: string): boolean {
    return this.#cache.peek(stream) !== undefined;
  }

  /** Resolves once every event that the outcomes until now rest on is durable. */
  durable(): Promise<void> {
    return this.options.streams.durable();
  }

  #statesAtHand(open: Commands): Map<string, StreamState<unknown>> | undefined {
    const states = new Map<string, StreamState<unknown>>();
    for (const [stream, [command]] of open) {
      const state = command?.on ?? this.#cache.peek(stream);
      if (state === undefined) return undefined;
      states.set(stream, state);
    }
    return states;
  }

  async #load(open: Commands): Promise<Map<string, StreamState<unknown>>> {
    const loading = Array.from(open, async ([stream, [command]]) => {
      if (command === undefined) throw new Error(`${stream} is asked nothing`);
      const state = command.on ?? (await this.#cache.load(command.kind.decider, stream));
      return [stream, state] as const;
    });
    return new Map(await Promise.all(loading));
  }

  /** Appends, takes over what became of each command, and answers with what is still to be decided. */
  async #append(
    decisions: readonly StreamDecision[],
    outcomes: Map<AnyStreamCommand, Outcome<unknown>>,
  ): Promise<Commands> {
    const written = decisions.filter(({ append }) => append !== undefined);
    const results = written.length === 0 ? [] : await this.#appendAll(written);
    const open = new Map<string, readonly AnyStreamCommand[]>();
    let next = 0;
    for (const decision of decisions) {
      const result = decision.append === undefined ? undefined : results[next++];
      const rest = this.#settle(decision, result, outcomes);
      if (rest.length > 0) open.set(decision.stream, rest);
    }
    return open;
  }

  async #appendAll(decisions: readonly StreamDecision[]): Promise<readonly AppendResult[]> {
    const appends = decisions.flatMap(({ append }) => append ?? []);
    try {
      return await this.options.streams.append(appends);
    } catch (error) {
      // The outcome may be unknown, so the next try reads what is stored.
      for (const { stream } of appends) this.#cache.drop(stream);
      throw error;
    }
  }

  #settle(
    { after, append, commands, outcomes: decided, stream }: StreamDecision,
    result: AppendResult | undefined,
    outcomes: Map<AnyStreamCommand, Outcome<unknown>>,
  ): readonly AnyStreamCommand[] {
    const [first] = commands;
    if (result?.outcome === 'wrong-revision') {
      this.#cache.drop(stream);
      if (first?.on === undefined) return commands;
      for (const command of commands) outcomes.set(command, { outcome: 'moved-on' });
      return [];
    }
    if (append !== undefined) {
      this.options.onAppended?.(append.events.map(({ type }) => type));
      if (first?.kind.isFinished?.(after.state as never) === true) this.#cache.drop(stream);
      else this.#cache.keep(stream, after);
    }
    decided.forEach((outcome, index) => {
      const command = commands[index];
      if (command !== undefined) outcomes.set(command, outcome);
    });
    return commands.slice(decided.length);
  }
}

function byStream(commands: readonly AnyStreamCommand[]): Commands {
  const streams = new Map<string, AnyStreamCommand[]>();
  for (const command of commands) {
    const others = streams.get(command.stream);
    if (others === undefined) streams.set(command.stream, [command]);
    else if (command.on === undefined) others.push(command);
    else throw new RangeError(`${command.stream} is asked twice on one state`);
  }
  return streams;
}
