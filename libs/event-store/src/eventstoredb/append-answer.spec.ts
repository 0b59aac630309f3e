import {
  AllStreamPosition,
  Empty,
  MaximumAppendSizeExceeded,
  WrongExpectedVersion,
} from '@eventstore/db-client/generated/shared_pb';
import { Status } from '@eventstore/db-client/generated/status_pb';
import { BatchAppendResp } from '@eventstore/db-client/generated/streams_pb';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { NO_STREAM } from '../event-store.port';
import { AppendTooLarge, toAnswer } from './append-answer';

interface Details {
  serializeBinary(): Uint8Array;
}

function refusal(message: string, details: Details = new Empty(), type = message): BatchAppendResp {
  const any = new Any();
  any.pack(details.serializeBinary(), `event_store.client.${type}`);
  const status = new Status();
  status.setMessage(message);
  status.setDetails(any);
  const response = new BatchAppendResp();
  response.setError(status);
  return response;
}

describe('the answer to an append', () => {
  it('tells where the last event lies', () => {
    const position = new AllStreamPosition();
    position.setCommitPosition('1273');
    position.setPreparePosition('1273');
    const success = new BatchAppendResp.Success();
    success.setPosition(position);
    const response = new BatchAppendResp();
    response.setSuccess(success);

    expect(toAnswer(response)).toEqual({ kind: 'appended', position: '1273' });
    success.clearPosition();
    expect(toAnswer(response)).toEqual({ kind: 'appended', position: undefined });
  });

  it('tells the revision of the stream, or that there is none', () => {
    const there = new WrongExpectedVersion();
    there.setCurrentStreamRevision('0');

    expect(toAnswer(refusal('WrongExpectedVersion', there))).toEqual({
      kind: 'wrong-revision',
      actualRevision: 0,
    });
    expect(toAnswer(refusal('WrongExpectedVersion', new WrongExpectedVersion()))).toEqual({
      kind: 'wrong-revision',
      actualRevision: NO_STREAM,
    });
  });

  it('names an append that is too large', () => {
    const large = new MaximumAppendSizeExceeded();
    large.setMaxappendsize(1_048_576);

    expect(toAnswer(refusal('MaximumAppendSizeExceeded', large))).toEqual({
      kind: 'refused',
      error: new AppendTooLarge('the append exceeds 1048576 bytes'),
    });
  });

  it.each(['AccessDenied', 'BadRequest', 'StreamDeleted'])(
    'is a refusal for ever: %s',
    (reason) => {
      expect(toAnswer(refusal(reason))).toEqual({
        kind: 'refused',
        error: new Error(`the server did not take the append: ${reason}`),
      });
    },
  );

  it.each(['Timeout', 'Unknown', 'Server Is Not Ready', 'Server Is Busy'])(
    'decides nothing: %s',
    (reason) => {
      expect(() => toAnswer(refusal(reason))).toThrow(reason);
    },
  );

  it('decides nothing when it is empty', () => {
    expect(() => toAnswer(new BatchAppendResp())).toThrow('no reason');
  });
});
