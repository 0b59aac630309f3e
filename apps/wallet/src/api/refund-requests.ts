import { Injectable } from '@nestjs/common';
import { type CommandAnswer, CommandStreams, readEvents } from '@gifting/engine';
import { EventStore } from '@gifting/event-store';
import {
  type CommandCall,
  CommandIds,
  type CommandResult,
  notFound,
  RefusalError,
} from '@gifting/http';
import {
  InvariantViolation,
  type JsonObject,
  type PurchaseId,
  type ViewerId,
} from '@gifting/kernel';
import { parseCoins, printCoins } from '@gifting/kernel/coins';
import { PolicyBook } from '@gifting/service';
import type { PurchaseCaptured, PurchaseEvent } from '../domain/purchase.events';
import type { RequestRefund } from '../domain/refund.decider';
import type { RefundEvent } from '../domain/refund.events';
import { refundKind } from '../incoming';
import { recordedRefund, refundStream } from './recorded-refunds';
import { declineDetail, refundView } from './refund-view';
import type { RefundInput } from './refunds.input';
import type { RefundView } from './refund.views';

const ROUTE = '/v1/purchases/:purchaseId/refunds';

/** Approved, still waiting for its coins, or refused. */
type RefundAnswer = CommandResult<RefundView>;

/** Asks for refunds, each exactly once for its key. */
@Injectable()
export class RefundRequests {
  constructor(
    private readonly commands: CommandStreams,
    private readonly policies: PolicyBook,
    private readonly store: EventStore,
    private readonly ids: CommandIds,
  ) {}

  /** @throws RefusalError `not-found` for a purchase that was never captured */
  async request(
    purchaseId: PurchaseId,
    input: RefundInput,
    { caller, idempotencyKey, traceId, waitMs }: CommandCall,
  ): Promise<RefundAnswer> {
    const { role, sub } = caller;
    const purchase = await this.captured(purchaseId);
    if (purchase === undefined) throw notFound();
    const refundId = this.ids.idOf({ method: 'POST', route: ROUTE, sub, idempotencyKey });
    const command: RequestRefund = {
      kind: 'request',
      refundId,
      purchaseId,
      viewerId: sub as ViewerId,
      reason: input.reason,
      ...(input.coins === undefined ? {} : { coins: parseCoins(input.coins) }),
      capturedAt: purchase.report.capturedAt,
      pricing: this.#pricing(purchase.policyVersion),
    };
    const [answer] = await this.commands.execute<RefundEvent>(
      [
        {
          kind: refundKind,
          stream: refundStream(refundId),
          requestHash: this.ids.hashOf(contentOf(command)),
          actor: { role, sub },
          traceId,
          command: () => command,
          isOutcome: ({ type }) => type === 'RefundApproved' || type === 'RefundDeclined',
        },
      ],
      waitMs,
    );
    if (answer === undefined) throw new InvariantViolation('a refund was not answered');
    return 'refused' in answer
      ? { refusal: RefusalError.of(answer), replayed: false }
      : answerOf(answer);
  }

  /** What was reported of a purchase, from its own stream. */
  async captured(purchaseId: PurchaseId): Promise<PurchaseCaptured['data'] | undefined> {
    const events = await readEvents<PurchaseEvent>(this.store, `purchase-${purchaseId}`);
    return events.find((event) => event.type === 'PurchaseCaptured')?.data;
  }

  /** The policy that priced a purchase may have come to another process first. */
  #pricing(version: number): RequestRefund['pricing'] {
    const policy = this.policies.version(version)?.policy;
    if (policy === undefined) {
      throw new RefusalError('not-ready', 'The terms of this purchase are not known here yet.');
    }
    return { version, policy };
  }
}

/** What the key stands for. */
const contentOf = ({ coins, purchaseId, reason }: RequestRefund): JsonObject => ({
  ...(coins === undefined ? {} : { coins: printCoins(coins) }),
  purchaseId,
  reason,
});

function answerOf({ events, replayed }: CommandAnswer<RefundEvent>): RefundAnswer {
  const recorded = recordedRefund(events);
  const { refund } = recorded;
  if (refund.stage === 'declined') {
    const members = { refundId: refund.request.refundId };
    const refusal = new RefusalError(refund.code, declineDetail(refund.code), { members });
    return { refusal, replayed };
  }
  return { status: refund.stage === 'approved' ? 201 : 202, body: refundView(recorded), replayed };
}
