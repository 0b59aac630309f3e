import type { DomainEvent } from '../decider';
import type { JsonObject } from '../json';
import { type Selection, selectionOf } from './selection';
import { type DataOf, type Members, record, type Schema } from './vocabulary';

/** A declared event: what it is called, what it means, and which members its data has. */
export interface EventDeclaration {
  readonly type: string;
  readonly schemaVersion: number;
  readonly schema: Schema;
}

/** Declares a type of event, and makes its events: canonical, with no member that is not declared. */
export interface EventType<Type extends string, Data extends JsonObject> extends EventDeclaration {
  readonly type: Type;
  readonly schema: Schema<Data>;
  readonly of: Selection<Data, DomainEvent<Type, Data>>;
}

/** The events that a declaration makes. */
export type EventOf<Declared> =
  Declared extends EventType<infer Type, infer Data> ? DomainEvent<Type, Data> : never;

/**
 * Declares an event of a stream. What was written must stay readable permanently, so a declared version
 * may get further optional members, and any other change is a version of its own.
 */
export function eventType<const Type extends string, Of extends Members>(
  type: Type,
  schemaVersion: number,
  description: string,
  members: Of,
): EventType<Type, DataOf<Of>> {
  type Data = DataOf<Of>;
  const schema = { ...record(description, members), title: type } as Schema<Data>;
  const select = selectionOf(schema) as (facts: Data, own?: Data) => Data;
  return {
    type,
    schemaVersion,
    schema,
    of: (facts: Data, own?: Data) => ({ type, schemaVersion, data: select(facts, own) }),
  } as EventType<Type, Data>;
}
