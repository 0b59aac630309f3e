import {
  assertNever,
  type Decider,
  InvariantViolation,
  type RefusalCode,
  UnknownEvent,
} from '@gifting/kernel';
import {
  OperationDone,
  type OperationEvent,
  OperationRefused,
  OperationRequested,
} from './operation.events';

export type OperationCommand =
  | { readonly kind: 'request'; readonly request: OperationRequested['data'] }
  /** The target has answered: with a code where it did not change. */
  | { readonly kind: 'close'; readonly code: RefusalCode | undefined };

export type OperationState =
  | { readonly stage: 'none' }
  | { readonly stage: 'requested' | 'closed'; readonly request: OperationRequested['data'] };

/** An operation: asked for, then done or refused as its target answers. */
export const operationDecider: Decider<OperationCommand, OperationEvent, OperationState> = {
  initial: { stage: 'none' },

  decide(command, state) {
    switch (command.kind) {
      case 'request':
        if (state.stage !== 'none') {
          throw new InvariantViolation('an operation is asked for only once');
        }
        return [OperationRequested.of(command.request)];
      case 'close': {
        if (state.stage === 'none') {
          throw new InvariantViolation('an answer to an operation that was never asked for');
        }
        if (state.stage === 'closed') return [];
        const { code } = command;
        const { operationId } = state.request;
        return code === undefined
          ? [OperationDone.of({ operationId })]
          : [OperationRefused.of({ code, operationId })];
      }
      default:
        return assertNever(command);
    }
  },

  evolve(state, event) {
    if (event.schemaVersion !== 1) throw new UnknownEvent(event);
    switch (event.type) {
      case 'OperationRequested':
        return { stage: 'requested', request: event.data };
      case 'OperationDone':
      case 'OperationRefused':
        if (state.stage !== 'requested') {
          throw new InvariantViolation(`an operation that is ${state.stage} is closed`);
        }
        return { stage: 'closed', request: state.request };
      default:
        throw new UnknownEvent(event);
    }
  },
};
