import { Injectable } from '@nestjs/common';
import { InvariantViolation } from '@gifting/kernel';
import { type CommandAnswer, CommandStreams, MESSAGE_NOTED } from '@gifting/engine';
import { commandIdOf, RefusalError, requestHashOf } from '@gifting/http';
import { operationKind, operationStream } from '../incoming';
import type { OperationEvent, OperationRequested } from '../domain/operation.events';
import type { PayoutCall } from './payout-requests';
import type { PayoutCancellation } from './views';

const ROUTE = '/v1/payouts/:payoutId/cancel';

/** How a cancellation is answered: done, still under way, or refused. */
export type CancellationAnswer = { readonly replayed: boolean } & (
  | { readonly status: 201 | 202; readonly body: PayoutCancellation }
  | { readonly refusal: RefusalError }
);

/**
 * Cancels payouts. A cancellation is an operation: it has a stream of its own, reaches the payout by
 * the feed behind whatever came before it, and is answered by what the payout says.
 */
@Injectable()
export class PayoutCancellations {
  constructor(private readonly commands: CommandStreams) {}

  async cancel(
    payoutId: string,
    { caller, idempotencyKey, traceId, waitMs }: PayoutCall,
  ): Promise<CancellationAnswer> {
    const { role, sub } = caller;
    const operationId = commandIdOf({ method: 'POST', route: ROUTE, sub, idempotencyKey });
    const request: OperationRequested['data'] = {
      action: 'cancel',
      operationId,
      reason: 'cancelled by its creator',
      target: `payout-${payoutId}`,
    };
    const [answer] = await this.commands.execute(
      [
        {
          kind: operationKind,
          stream: operationStream(operationId),
          requestHash: requestHashOf({ payoutId }),
          actor: { role, sub },
          traceId,
          command: () => ({ kind: 'request', request }),
          isOutcome: ({ type }) => type === 'OperationDone' || type === 'OperationRefused',
        },
      ],
      waitMs,
    );
    if (answer === undefined) throw new InvariantViolation('a cancellation was not answered');
    return 'refused' in answer
      ? { refusal: RefusalError.of(answer), replayed: false }
      : answerOf(answer, payoutId, operationId);
  }
}

function answerOf(
  { events, replayed }: CommandAnswer<OperationEvent>,
  payoutId: string,
  operationId: string,
): CancellationAnswer {
  const last = events.findLast((event) => event.type !== MESSAGE_NOTED);
  if (last === undefined) throw new InvariantViolation('a recorded operation has no event');
  const { position } = last;
  switch (last.type) {
    case 'OperationRefused': {
      const { code } = last.data;
      return { refusal: new RefusalError(code, DETAILS[code] ?? UNCHANGED), replayed };
    }
    case 'OperationDone':
      return {
        status: 201,
        body: { payoutId, operationId, state: 'cancelled', position },
        replayed,
      };
    case 'OperationRequested':
      return {
        status: 202,
        body: { payoutId, operationId, state: 'requested', position },
        replayed,
      };
  }
}

const UNCHANGED = 'The payout was not changed.';
const DETAILS: Readonly<Record<string, string>> = {
  'nothing-to-do': 'The payout has ended already.',
  'payout-already-submitted': 'The provider may have the payout already.',
};
