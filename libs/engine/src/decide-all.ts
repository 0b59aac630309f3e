import {
  type Append,
  type EventMetadata,
  type SealedEvent,
  sealEvents,
} from '@gifting/event-store';
import { type DomainEvent, isRefusal, type Refusal } from '@gifting/kernel';
import type { AnyStreamCommand, Asked, Outcome } from './stream-command';
import { isIgnored } from './stream-kind';
import { MessageNoted } from './message-noted';
import { evolveStream, isKnown, type StreamState } from './stream-state';

/** Bytes after which an append is closed and the rest goes into the next one: EventStoreDB takes 1 MiB. */
const APPEND_BYTES = 512 * 1024;

/** What the commands to one stream came to: one append at the most. */
export interface StreamDecision {
  readonly stream: string;
  readonly commands: readonly AnyStreamCommand[];
  /** Absent where nothing is to be written. */
  readonly append: Append | undefined;
  readonly after: StreamState<unknown>;
  /**
   * Of each command in turn; `appended` counts only once the store has taken the append. Commands that
   * did not fit into it have none.
   */
  readonly outcomes: readonly Outcome<unknown>[];
}

/**
 * Decides on all commands, in their order within each stream, and builds the appends. Pure: the same
 * commands, states and time give the same bytes.
 * @param commands by stream
 * @param states the streams as they are now
 * @param now the time of the decision; what is recorded never falls within a stream, nor before its cause
 */
export const decideAll = (
  commands: ReadonlyMap<string, readonly AnyStreamCommand[]>,
  states: ReadonlyMap<string, StreamState<unknown>>,
  now: string,
): readonly StreamDecision[] =>
  Array.from(commands, ([stream, ofStream]) => {
    const before = states.get(stream);
    if (before === undefined) throw new Error(`${stream} was not loaded`);
    return decideStream(stream, ofStream, before, now);
  });

function decideStream(
  stream: string,
  commands: readonly AnyStreamCommand[],
  before: StreamState<unknown>,
  now: string,
): StreamDecision {
  const outcomes: Outcome<unknown>[] = [];
  const events: SealedEvent[] = [];
  let after = before;
  let bytes = 0;
  for (const command of commands) {
    if (bytes > APPEND_BYTES) break;
    const answer = answerOf(command, after, now);
    outcomes.push(answer.outcome);
    // Later commands of the stream may rest on this one, so they must not overtake it.
    if (answer.outcome.outcome === 'failed') {
      while (outcomes.length < commands.length) outcomes.push(answer.outcome);
      break;
    }
    if (answer.outcome.outcome !== 'appended') continue;
    after = answer.outcome.after;
    for (const event of answer.events) {
      bytes += event.bytes.length;
      events.push(event);
    }
  }
  const { revision: expectedRevision } = before;
  const append = events.length === 0 ? undefined : { stream, expectedRevision, events };
  return { stream, commands, append, after, outcomes };
}

interface Answer {
  readonly outcome: Outcome<unknown>;
  readonly events: readonly SealedEvent[];
}

/** What a command leads to. What the rules throw becomes the outcome `failed`. */
function answerOf(command: AnyStreamCommand, before: StreamState<unknown>, now: string): Answer {
  const { asked, kind, stream } = command;
  const { causedAt = '', source } = asked;
  if (source !== undefined && isKnown(before, source)) {
    return { outcome: { outcome: 'unchanged', after: before }, events: NONE };
  }
  try {
    const recordedAt = latest(now, before.recordedAt, causedAt);
    const decision = decide(command, before.state, recordedAt);
    if (isRefusal(decision)) {
      return { outcome: { outcome: 'refused', after: before, refusal: decision }, events: NONE };
    }
    if (decision.length === 0) {
      return { outcome: { outcome: 'unchanged', after: before }, events: NONE };
    }
    const events = seal(stream, before.revision, decision, asked, recordedAt);
    let after = before;
    for (const event of events) after = evolveStream(kind.decider, after, event);
    return { outcome: { outcome: 'appended', after }, events };
  } catch (error) {
    return { outcome: { outcome: 'failed', error }, events: NONE };
  }
}

const NONE: readonly SealedEvent[] = [];

/**
 * What the rules say. A message always leads to at least one event, so that the watermark moves.
 * @throws UnknownMessage, UnknownEvent, InvariantViolation, and whatever else the rules throw
 */
function decide(
  command: AnyStreamCommand,
  state: unknown,
  recordedAt: string,
): readonly DomainEvent[] | Refusal {
  const wanted = command.command(recordedAt);
  if (isIgnored(wanted)) return [noted(wanted.ignored)];
  const decision = command.kind.decider.decide(wanted as never, state);
  if (command.asked.source === undefined) return decision;
  if (isRefusal(decision)) return [noted(decision.refused)];
  return decision.length === 0 ? [noted('nothing-to-do')] : decision;
}

function seal(
  stream: string,
  revision: number,
  events: readonly DomainEvent[],
  asked: Asked,
  recordedAt: string,
): readonly SealedEvent[] {
  const { operationId } = asked;
  const metadata = metadataOf(asked, recordedAt);
  const last = events.length - 1;
  return sealEvents(
    stream,
    revision,
    events.map((event, index) => ({
      event,
      metadata:
        operationId !== undefined && index === last ? { operationId, ...metadata } : metadata,
    })),
  ).events;
}

/** Members in canonical order, so that they are serialised without sorting. */
function metadataOf(
  { actor, requestHash, source, traceId }: Asked,
  recordedAt: string,
): EventMetadata {
  const metadata: { -readonly [Name in keyof EventMetadata]?: EventMetadata[Name] } = {};
  if (actor !== undefined) metadata.actor = actor;
  metadata.recordedAt = recordedAt;
  if (requestHash !== undefined) metadata.requestHash = requestHash;
  if (source !== undefined) metadata.source = source;
  if (traceId !== undefined) metadata.traceId = traceId;
  return metadata as EventMetadata;
}

const noted = (reason: string): DomainEvent => MessageNoted.of({ reason });

/** The latest of three times; texts of RFC 3339 UTC with milliseconds sort as the times do. */
function latest(a: string, b: string, c: string): string {
  const ab = a > b ? a : b;
  return ab > c ? ab : c;
}
