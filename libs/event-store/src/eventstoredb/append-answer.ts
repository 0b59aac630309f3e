import {
  MaximumAppendSizeExceeded,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import type { Status } from '@eventstore/db-client/generated/status_pb';
import type { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import type { Position } from '@gifting/kernel';
import { NO_STREAM } from '../event-store.port';
import { toPosition } from './position-codec';

/** What the server decided. */
export type AppendAnswer =
  | {
      readonly kind: 'appended';
      /** Where the server says that the last event lies. */
      readonly position: Position | undefined;
    }
  | { readonly kind: 'wrong-revision'; readonly actualRevision: number }
  /** Nothing was stored, and the same append would be refused again. */
  | { readonly kind: 'refused'; readonly error: Error };

/** The server takes no append of more bytes than its `max-append-size`, by default 1 MiB. */
export class AppendTooLarge extends Error {
  override readonly name = 'AppendTooLarge';
}

/** The names that the server gives to refusals that stay. */
const LASTING = ['AccessDenied', 'BadRequest', 'StreamDeleted'];

/** @throws Error when nothing is decided: not ready, not in time, or not known */
export function toAnswer(response: BatchAppendResp): AppendAnswer {
  const success = response.getSuccess();
  if (success !== undefined) {
    const position = success.getPosition();
    return { kind: 'appended', position: position && toPosition(position) };
  }
  return toRefusal(response.getError());
}

function toRefusal(status: Status | undefined): AppendAnswer {
  const details = status?.getDetails();
  const wrong = details?.unpack(
    (bytes) => WrongExpectedVersion.deserializeBinary(bytes),
    'event_store.client.WrongExpectedVersion',
  );
  if (wrong) {
    const isThere = wrong.hasCurrentStreamRevision();
    const actualRevision = isThere ? Number(wrong.getCurrentStreamRevision()) : NO_STREAM;
    return { kind: 'wrong-revision', actualRevision };
  }
  const large = details?.unpack(
    (bytes) => MaximumAppendSizeExceeded.deserializeBinary(bytes),
    'event_store.client.MaximumAppendSizeExceeded',
  );
  if (large) {
    const error = new AppendTooLarge(`the append exceeds ${large.getMaxappendsize()} bytes`);
    return { kind: 'refused', error };
  }
  const reason = status?.getMessage() ?? 'no reason';
  const error = new Error(`the server did not take the append: ${reason}`);
  if (LASTING.includes(reason)) return { kind: 'refused', error };
  throw error;
}
