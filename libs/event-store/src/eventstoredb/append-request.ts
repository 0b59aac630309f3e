import { randomUUID } from 'node:crypto';
import { Empty } from '@eventstore/db-client/generated/shared_pb';
import { BatchAppendReq } from '@eventstore/db-client/generated/streams_pb';
import { type Append, NO_STREAM } from '../event-store.port';
import { AppendTooLarge } from './append-answer';
import { toProposedMessage, toUuid } from './event-codec';
import { toStreamIdentifier } from './read-request';

/** No server takes more: its `max-append-size` ends here, and so does what it reads in one piece. */
const MAX_APPEND_BYTES = 16 * 1024 * 1024;

/** One try of an append, told from other tries by its correlation id. */
export interface AppendAttempt {
  readonly correlationId: string;
  readonly request: BatchAppendReq;
}

/**
 * Encodes an append once, for any number of attempts with the same bytes, ids and revision.
 *
 * It carries no deadline, which would compare two clocks: the server has its own, 2 s by default.
 * @throws Error when the events do not follow the expected revision, for their ids commit to theirs
 * @throws AppendTooLarge when no server would take it
 */
export function encodeAppend({ stream, expectedRevision, events }: Append): () => AppendAttempt {
  if (events.length === 0) throw new Error(`an append to ${stream} has no events`);
  const stray = events.find(({ revision }, index) => revision !== expectedRevision + 1 + index);
  if (stray) {
    throw new Error(`revision ${stray.revision} of ${stream} does not follow ${expectedRevision}`);
  }
  const bytes = events.reduce((sum, event) => sum + event.bytes.length, 0);
  if (bytes > MAX_APPEND_BYTES) {
    throw new AppendTooLarge(`the append exceeds ${MAX_APPEND_BYTES} bytes`);
  }
  const options = new BatchAppendReq.Options();
  options.setStreamIdentifier(toStreamIdentifier(stream));
  if (expectedRevision === NO_STREAM) options.setNoStream(new Empty());
  else options.setStreamPosition(String(expectedRevision));
  const messages = events.map(toProposedMessage);

  return () => {
    const correlationId = randomUUID();
    const request = new BatchAppendReq();
    request.setCorrelationId(toUuid(correlationId));
    request.setOptions(options);
    request.setProposedMessagesList(messages);
    request.setIsFinal(true);
    return { correlationId, request };
  };
}
