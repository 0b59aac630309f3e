import type { DomainEvent, RefusalCode } from '@gifting/kernel';

/** A command to a stream that exists already, in a stream of its own. */
export type OperationRequested = DomainEvent<
  'OperationRequested',
  {
    readonly action: string;
    readonly operationId: string;
    /** Why, in the words of whoever asks. */
    readonly reason: string;
    /** The stream that is to change. */
    readonly target: string;
  }
>;

/** The target has changed. */
export type OperationDone = DomainEvent<'OperationDone', { readonly operationId: string }>;

/** The target has not changed. */
export type OperationRefused = DomainEvent<
  'OperationRefused',
  { readonly code: RefusalCode; readonly operationId: string }
>;

export type OperationEvent = OperationRequested | OperationDone | OperationRefused;
