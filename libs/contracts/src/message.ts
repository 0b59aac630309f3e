import {
  type DataOf,
  type Members,
  record,
  type Schema,
  type Selection,
  selectionOf,
} from '@gifting/kernel/schema';
import type { ServiceName } from './topics';

/** A declared message: who says it to whom, what it means, and which members its data has. */
export interface Message<Data> {
  /** The services that send it; empty for what comes from outside. */
  readonly from: readonly ServiceName[];
  /** The services that consume it; empty for what is meant for other programs. */
  readonly to: readonly ServiceName[];
  /** How the key of a message is made of its members. */
  readonly key: string;
  readonly schema: Schema<Data>;
  /** The data of a message, with no member that is not declared. */
  readonly of: Selection<Data>;
}

/** The data of a message. */
export type MessageData<Declared> = Declared extends Message<infer Data> ? Data : never;

interface Declaration<Of extends Members> {
  readonly from?: ServiceName | readonly ServiceName[];
  readonly to?: ServiceName | readonly ServiceName[];
  readonly key: string;
  readonly description: string;
  readonly members: Of;
}

export function message<Of extends Members>({
  from = [],
  to = [],
  key,
  description,
  members,
}: Declaration<Of>): Message<DataOf<Of>> {
  const schema = record(description, members);
  return { from: [from].flat(), to: [to].flat(), key, schema, of: selectionOf(schema) };
}
