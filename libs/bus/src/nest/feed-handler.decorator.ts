import { applyDecorators, Catch, type RpcExceptionFilter, UseFilters } from '@nestjs/common';
import { EventPattern } from '@nestjs/microservices';
import { type Observable, throwError } from 'rxjs';
import type { DeliveryBatch } from '../bus.port';

type HandlesBatches = TypedPropertyDescriptor<(batch: DeliveryBatch) => Promise<void>>;

/**
 * Marks the method of a controller that takes the batches of a topic, one of each partition at a
 * time. When it resolves, the batch is done; when it throws, the same batch comes again.
 *
 * It is `@EventPattern` with a filter that keeps errors as they are: Nest would turn each into a
 * plain `{ status, message: 'Internal server error' }`.
 */
export function FeedHandler(topic: string) {
  return (target: object, method: string | symbol, descriptor: HandlesBatches): void => {
    const decorate = applyDecorators(EventPattern<string>(topic), UseFilters(KeepError));
    decorate(target, method, descriptor);
  };
}

/** Hands every error on unchanged; the transport strategy logs it. */
@Catch()
class KeepError implements RpcExceptionFilter<unknown> {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}
