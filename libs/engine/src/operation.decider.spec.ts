import { InvariantViolation, UnknownEvent } from '@gifting/kernel';
import { given } from '@gifting/testing';
import { type OperationCommand, operationDecider } from './operation.decider';
import type {
  OperationDone,
  OperationEvent,
  OperationRefused,
  OperationRequested,
} from './operation.events';

const requested: OperationRequested = {
  type: 'OperationRequested',
  schemaVersion: 1,
  data: { action: 'cancel', operationId: 'op-1', reason: 'asked', target: 'payout-1' },
};
const done: OperationDone = {
  type: 'OperationDone',
  schemaVersion: 1,
  data: { operationId: 'op-1' },
};
const refused: OperationRefused = {
  type: 'OperationRefused',
  schemaVersion: 1,
  data: { code: 'payout-already-submitted', operationId: 'op-1' },
};
const close = (code?: OperationRefused['data']['code']): OperationCommand => ({
  kind: 'close',
  code,
});

describe('an operation', () => {
  it('is asked for once', () => {
    const command: OperationCommand = { kind: 'request', request: requested.data };
    given(operationDecider).when(command).then(requested);
    given(operationDecider, requested).when(command).thenThrows(InvariantViolation);
  });

  it('is done when its target has changed, and refused when it has not', () => {
    given(operationDecider, requested).when(close()).then(done);
    given(operationDecider, requested).when(close('payout-already-submitted')).then(refused);
  });

  it('is closed once: later answers change nothing', () => {
    given(operationDecider, requested, done).when(close('nothing-to-do')).thenNothing();
    given(operationDecider, requested, refused).when(close()).thenNothing();
  });

  it('breaks the line where it is answered without having been asked for', () => {
    given(operationDecider).when(close()).thenThrows(InvariantViolation);
    expect(given(operationDecider, done).state).toThrow(InvariantViolation);
    expect(given(operationDecider, requested, done, refused).state).toThrow(InvariantViolation);
  });

  it('is not guessed at where a type, a version or a command is unknown', () => {
    expect(given(operationDecider, { ...requested, schemaVersion: 2 }).state).toThrow(UnknownEvent);
    const lost = { type: 'OperationLost', schemaVersion: 1, data: {} } as unknown as OperationEvent;
    expect(given(operationDecider, lost).state).toThrow(UnknownEvent);
    given(operationDecider)
      .when({ kind: 'lose' } as unknown as OperationCommand)
      .thenThrows(InvariantViolation);
  });
});
