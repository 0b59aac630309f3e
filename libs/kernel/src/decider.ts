import type { JsonObject } from './json';
import type { Refusal } from './refusal';

/** A fact of one stream. Its data is plain JSON, in the order of RFC 8785, and never changes. */
export interface DomainEvent<Type extends string = string, Data extends JsonObject = JsonObject> {
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Data;
}

/**
 * The rules of one kind of stream, as pure functions: no clock, no random, no I/O.
 *
 * `decide` answers with the events that the command leads to, or with a refusal; it throws an
 * `InvariantViolation` where the history says something that cannot be.
 * `evolve` folds one event into the state and throws `UnknownEvent` on one it does not know.
 */
export interface Decider<Command, Event extends DomainEvent, State> {
  readonly initial: State;
  decide(command: Command, state: State): readonly Event[] | Refusal;
  evolve(state: State, event: Event): State;
}

/** The history breaks a rule that must always hold. The line stops: the message is never skipped. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
}

/** A fold met an event type or a schema version that this release does not know. */
export class UnknownEvent extends Error {
  override readonly name = 'UnknownEvent';
  constructor(event: { readonly type: string; readonly schemaVersion: number }) {
    super(`${event.type} of schema version ${event.schemaVersion} is not known to this release`);
  }
}

/** The end of a switch that covers every case; the compiler refuses one that does not. */
export function assertNever(value: never): never {
  throw new InvariantViolation(`unexpected value ${JSON.stringify(value)}`);
}
