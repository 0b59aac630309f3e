import { ErrorType } from '@eventstore/db-client';
import { StoreCorrupted } from '../event-store.port';

/** An error of a call as gRPC raises it. The server names the reason in the trailer `exception`. */
interface ServiceError extends Error {
  readonly code: number;
  readonly metadata?: { get(key: string): readonly unknown[] };
}

const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

const isServiceError = (error: unknown): error is ServiceError =>
  error instanceof Error && 'code' in error && typeof error.code === 'number';

const hasReason = (error: unknown, reason: ErrorType): boolean =>
  isServiceError(error) && error.metadata?.get('exception').includes(reason) === true;

/** The stream was deleted for ever. */
export const isStreamDeleted = (error: unknown): boolean =>
  hasReason(error, ErrorType.STREAM_DELETED);

/** No event begins at the position that a read was to begin at. */
export const isInvalidPosition = (error: unknown): boolean =>
  isServiceError(error) && /invalid ?position/i.test(error.message);

/** Whether trying again cannot help. Everything else may be a server that is away or not ready. */
export const isLasting = (error: unknown): boolean =>
  error instanceof StoreCorrupted ||
  isStreamDeleted(error) ||
  isInvalidPosition(error) ||
  hasReason(error, ErrorType.ACCESS_DENIED) ||
  (isServiceError(error) && [PERMISSION_DENIED, UNAUTHENTICATED].includes(error.code));

/** Makes the client look for the leader and connect anew, which it does for this code alone. */
export const unavailable = (message: string): ServiceError =>
  Object.assign(new Error(message), { code: 14, details: message });
