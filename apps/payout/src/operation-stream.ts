const PREFIX = 'operation-payout.';

/** The stream of an operation on a payout. */
export const operationStream = (operationId: string): string => PREFIX + operationId;

export const isOwnOperation = (stream: string): boolean => stream.startsWith(PREFIX);
